// The pool of pool.json with a managed identity: only the management interface can give it one.
// The identity needs the roles "Storage Blob Data Contributor" on the job's containers and
// "Storage Blob Delegator" on the account.
param batchAccount string
param identityId string

resource account 'Microsoft.Batch/batchAccounts@2024-07-01' existing = {
  name: batchAccount
}

resource pool 'Microsoft.Batch/batchAccounts/pools@2024-07-01' = {
  parent: account
  name: 'render'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    vmSize: 'STANDARD_D2S_V3'
    scaleSettings: { fixedScale: { targetDedicatedNodes: 0, targetLowPriorityNodes: 2 } }
    deploymentConfiguration: {
      virtualMachineConfiguration: {
        imageReference: {
          publisher: 'canonical'
          offer: '0001-com-ubuntu-server-jammy'
          sku: '22_04-lts'
          version: 'latest'
        }
        nodeAgentSkuId: 'batch.node.ubuntu 22.04'
      }
    }
    applicationPackages: [{ id: '${account.id}/applications/jobshelf', version: '0.1.0' }]
    startTask: {
      commandLine: '/bin/sh -c \'chmod -R a+rx "$AZ_BATCH_APP_PACKAGE_jobshelf_0_1_0"\''
      userIdentity: { autoUser: { scope: 'Pool', elevationLevel: 'Admin' } }
      waitForSuccess: true
    }
  }
}
