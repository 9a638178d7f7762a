@description('The storage of the Functions host: its leases and schedules, the deployed package, the messages of paused exports. Apart from the exports, since the host must own all of its account.')
param name string
param location string
param tags object

@description('Empty: the account is reached from everywhere, by identity alone.')
param appSubnetId string
param allowedIpAddresses string

var deploymentContainer = 'deployment'

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
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
}

resource deployment 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = {
  parent: blobService
  name: deploymentContainer
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-01-01' = [
  for queue in ['continue-export', 'continue-export-poison']: {
    parent: queueService
    name: queue
  }
]

output name string = account.name
output blobUrl string = account.properties.primaryEndpoints.blob
output queueUrl string = account.properties.primaryEndpoints.queue
output tableUrl string = account.properties.primaryEndpoints.table
output deploymentContainer string = deployment.name
