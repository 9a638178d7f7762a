@description('The storage of the exports: versioned, with soft delete, and cheaper with age.')
param name string
param location string
param tags object
param redundancy string
param container string
param coolAfterDays int
param keepDeletedDays int
param deleteLock bool

@description('Empty: the account is reached from everywhere, by identity alone.')
param appSubnetId string
param allowedIpAddresses string

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: empty(appSubnetId) ? 'Allow' : 'Deny'
      ipRules: [for address in (empty(allowedIpAddresses) ? [] : split(allowedIpAddresses, ',')): { value: trim(address) }]
      virtualNetworkRules: empty(appSubnetId) ? [] : [{ id: appSubnetId }]
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: keepDeletedDays }
    containerDeleteRetentionPolicy: { enabled: true, days: keepDeletedDays }
  }
}

resource exports 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobService
  name: container
}

resource state 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobService
  name: '${container}-state'
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'cool-old-exports'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              // A prefix begins with the container's name: without the kinds it would take the -state container, too.
              prefixMatch: ['${container}/library/', '${container}/playlists/']
            }
            actions: {
              baseBlob: { tierToCool: { daysAfterModificationGreaterThan: coolAfterDays } }
            }
          }
        }
        {
          name: 'drop-old-versions'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            actions: {
              version: { delete: { daysAfterCreationGreaterThan: keepDeletedDays } }
            }
          }
        }
      ]
    }
  }
  // Versions can be named in a rule only once the account has them.
  dependsOn: [blobService]
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  scope: account
  name: 'keep-exports'
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the backups. Remove this lock to delete them.'
  }
}

output name string = account.name
output blobUrl string = account.properties.primaryEndpoints.blob
output container string = exports.name
output stateContainer string = state.name
