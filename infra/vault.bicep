@description('The vault of the credentials. A secret must exist before a role can be given on it alone, so each is made with a placeholder, once.')
param name string
param location string
param tags object
param retentionDays int
param deleteLock bool

@description('Empty: the vault is reached from everywhere, by identity alone.')
param appSubnetId string
param allowedIpAddresses string

var client = ['Spotify-ClientID', 'Spotify-ClientSecret']
var refreshToken = 'Spotify-RefreshToken'
var notify = ['Notify-DiscordWebhook', 'Notify-Webhook', 'Notify-Ping']
var names = concat(client, [refreshToken], notify)

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: retentionDays
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: empty(appSubnetId) ? 'Allow' : 'Deny'
      ipRules: [for address in (empty(allowedIpAddresses) ? [] : split(allowedIpAddresses, ',')): { value: trim(address) }]
      virtualNetworkRules: empty(appSubnetId) ? [] : [{ id: appSubnetId }]
    }
  }
}

// A later deployment leaves a secret that is there as it is, whatever its value. The exporter takes `not-set` for none.
@onlyIfNotExists()
resource secrets 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = [
  for secretName in names: {
    parent: vault
    name: secretName
    properties: {
      contentType: 'text/plain'
      #disable-next-line use-secure-value-for-secure-inputs // It is the placeholder, and no secret.
      value: 'not-set'
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  scope: vault
  name: 'keep-credentials'
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the consent of the account that is backed up. Remove this lock to delete it.'
  }
}

output name string = vault.name
output url string = vault.properties.vaultUri
output namesToRead string[] = concat(client, notify)
output nameToWrite string = refreshToken
