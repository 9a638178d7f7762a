param name string
param planName string
param location string
param tags object
param nodeVersion string
param instanceMemoryMB int
param identityId string
param identityClientId string
param hostBlobUrl string
param hostQueueUrl string
param hostTableUrl string
param deploymentContainer string
param exportStorageUrl string
param exportContainer string
param vaultUrl string
param applicationInsightsName string
param librarySchedule string
param playlistsSchedule string
param checkSchedule string
param exporterSettings object

@description('Empty: the functions run in no network of yours.')
param appSubnetId string

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(appSubnetId) ? null : appSubnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
    functionAppConfig: {
      runtime: { name: 'node', version: nodeVersion }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobUrl}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        // The least that Flex Consumption takes everywhere. Three timers and a queue that is worked through one by one never need it.
        maximumInstanceCount: 40
      }
    }
  }

  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource deploymentPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(exporterSettings, {
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__blobServiceUri: hostBlobUrl
      AzureWebJobsStorage__queueServiceUri: hostQueueUrl
      AzureWebJobsStorage__tableServiceUri: hostTableUrl
      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      AZURE_CLIENT_ID: identityClientId
      KEY_VAULT_URL: vaultUrl
      EXPORT_STORAGE_URL: exportStorageUrl
      EXPORT_CONTAINER: exportContainer
      LIBRARY_SCHEDULE: librarySchedule
      PLAYLISTS_SCHEDULE: playlistsSchedule
      CHECK_SCHEDULE: checkSchedule
    })
  }
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
