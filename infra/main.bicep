targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('The azd environment. The resource group is named after it, and all resources are tagged with it.')
param environmentName string

@minLength(1)
@description('The region of everything. It must offer Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Who deploys, as azd knows it: a person gets the roles to set secrets and to read exports.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal'])
param principalType string = 'User'

@allowed(['22', '24'])
@description('The version of Node.js that the functions run on.')
param nodeVersion string = '22'

@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@minLength(3)
@maxLength(57)
@description('The container of the exports. What the exporter keeps for itself goes into a second one, which ends in -state.')
param exportContainer string = 'spotify'

@description('When the functions run: NCRONTAB, in UTC.')
param librarySchedule string = '0 0 2 * * 0'
param playlistsSchedule string = '0 30 2 * * 0'
param checkSchedule string = '0 0 12 * * *'

@description('Further settings of the exporter by their names, such as { KEEP_LAST: \'12\' }. Secrets belong into the vault.')
param exporterSettings object = {}

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
@description('How often and where Azure keeps the exports.')
param exportRedundancy string = 'Standard_LRS'

@minValue(1)
@description('After so many days an export goes to the cool tier.')
param coolAfterDays int = 90

@minValue(1)
@maxValue(365)
@description('For so many days a deleted or replaced blob, and a deleted container, can be had back.')
param keepDeletedDays int = 30

@minValue(7)
@maxValue(90)
@description('For so many days a deleted secret or vault can be had back. It cannot be changed later.')
param vaultRetentionDays int = 90

@description('Where alerts are sent. Without it they are seen in the portal alone.')
param alertEmail string = ''

@description('Whether storage and vault take only calls from a virtual network that the functions run in.')
param useVirtualNetwork bool = false

@description('Public IPv4 addresses that are let in all the same, separated by commas: yours, to set secrets and to read exports.')
param allowedIpAddresses string = ''

@description('Whether the exports and the vault are locked against deletion, azd down included.')
param deleteLock bool = false

@description('Do not set: before the daily check has had its time to run, nobody is told that it has not.')
param deployedAt string = utcNow('s')

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName }
var personId = principalType == 'User' ? principalId : ''

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  scope: group
  params: {
    workspaceName: 'log-${token}'
    applicationInsightsName: 'appi-${token}'
    location: location
    tags: tags
  }
}

module network 'network.bicep' = if (useVirtualNetwork) {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
  }
}

var appSubnetId = useVirtualNetwork ? network!.outputs.appSubnetId : ''

module hostStorage 'host-storage.bicep' = {
  name: 'host-storage'
  scope: group
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    appSubnetId: appSubnetId
    allowedIpAddresses: allowedIpAddresses
  }
}

module exportStorage 'export-storage.bicep' = {
  name: 'export-storage'
  scope: group
  params: {
    name: 'stexport${token}'
    location: location
    tags: tags
    redundancy: exportRedundancy
    container: exportContainer
    coolAfterDays: coolAfterDays
    keepDeletedDays: keepDeletedDays
    deleteLock: deleteLock
    appSubnetId: appSubnetId
    allowedIpAddresses: allowedIpAddresses
  }
}

module vault 'vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    retentionDays: vaultRetentionDays
    deleteLock: deleteLock
    appSubnetId: appSubnetId
    allowedIpAddresses: allowedIpAddresses
  }
}

module appRoles 'app-roles.bicep' = {
  name: 'app-roles'
  scope: group
  params: {
    principalId: identity.outputs.principalId
    hostStorageName: hostStorage.outputs.name
    exportStorageName: exportStorage.outputs.name
    exportContainer: exportStorage.outputs.container
    stateContainer: exportStorage.outputs.stateContainer
    vaultName: vault.outputs.name
    namesToRead: vault.outputs.namesToRead
    nameToWrite: vault.outputs.nameToWrite
    applicationInsightsName: monitoring.outputs.applicationInsightsName
  }
}

module personRoles 'person-roles.bicep' = if (!empty(personId)) {
  name: 'person-roles'
  scope: group
  params: {
    principalId: personId
    exportStorageName: exportStorage.outputs.name
    exportContainer: exportStorage.outputs.container
    vaultName: vault.outputs.name
  }
}

module functionApp 'function-app.bicep' = {
  name: 'function-app'
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: union(tags, { 'azd-service-name': 'api' })
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostBlobUrl: hostStorage.outputs.blobUrl
    hostQueueUrl: hostStorage.outputs.queueUrl
    hostTableUrl: hostStorage.outputs.tableUrl
    deploymentContainer: hostStorage.outputs.deploymentContainer
    exportStorageUrl: exportStorage.outputs.blobUrl
    exportContainer: exportStorage.outputs.container
    vaultUrl: vault.outputs.url
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    librarySchedule: librarySchedule
    playlistsSchedule: playlistsSchedule
    checkSchedule: checkSchedule
    exporterSettings: exporterSettings
    appSubnetId: appSubnetId
  }
  // The host reads its storage and the deployed package as soon as it starts.
  dependsOn: [appRoles]
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    email: alertEmail
    deployedAt: deployedAt
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = functionApp.outputs.name
output CONNECT_URL string = '${functionApp.outputs.url}/api/connect'
output CALLBACK_URL string = '${functionApp.outputs.url}/api/callback'
output KEY_VAULT_NAME string = vault.outputs.name
output EXPORT_STORAGE_ACCOUNT string = exportStorage.outputs.name
output EXPORT_STORAGE_URL string = exportStorage.outputs.blobUrl
output EXPORT_CONTAINER string = exportStorage.outputs.container
