using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.S3.Assets;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Constructs.Handler;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Has CloudFormation import a file when its content changes: the handler in another role, by itself and at no cost between deployments.</summary>
internal static class SeedFunction
{
    private const string SeedId = "Seed";
    private const int MemoryMb = 1024;

    public static void Make(QaCache cache, QaSeed seed)
    {
        var file = new Asset(cache, SeedId + "File", new AssetProps { Path = Path.GetFullPath(seed.Path) });
        var logs = new LogGroup(cache, SeedId + "Logs", new LogGroupProps { Retention = RetentionDays.ONE_MONTH, RemovalPolicy = RemovalPolicy.DESTROY }
            .Set(nameof(LogGroupProps.EncryptionKey), cache.Table.EncryptionKey));
        var role = new Role(cache, SeedId + "Role", new RoleProps
        {
            AssumedBy = new ServicePrincipal("lambda.amazonaws.com"),
            Description = ResourceText.Describe($"What the import of {cache.Node.Path} may do"),
        });
        role.AddToPrincipalPolicy(Permissions.Allow(Permissions.WriteLog, logs.LogGroupArn));
        role.AddToPrincipalPolicy(Permissions.Allow(Permissions.ReadFile, file.Bucket.ArnForObjects(file.S3ObjectKey)));
        role.AddToPrincipalPolicy(Permissions.Allow(Permissions.ImportAnswers, cache.Table.TableArn));
        if (cache.Answers.Semantic is { } semantic)
        {
            foreach (var statement in semantic.Statements(Stack.Of(cache))) role.AddToPrincipalPolicy(statement);
            if (semantic.IsInTable) role.AddToPrincipalPolicy(Permissions.Allow(Permissions.KeepNear, cache.Table.TableArn));
        }
        if (cache.Table.EncryptionKey is { } key)
        {
            key.Grant(role, Permissions.WriteEncryptedTable);
            LogsKeyPolicy.Add(cache, key);
        }

        var architecture = Architecture.ARM_64;
        var code = HandlerCode.Find(NativeHandlers.OfPackage, architecture);
        var function = new Function(cache, SeedId + "Handler", new FunctionProps
        {
            Description = ResourceText.Describe($"Imports answers into {cache.Node.Path}"),
            Architecture = architecture,
            MemorySize = MemoryMb,
            Timeout = Duration.Minutes(15),
            Role = role,
            Code = code.Code,
            Runtime = code.Runtime,
            Handler = code.HandlerName(HandlerContract.Roles.Seed),
            LoggingFormat = LoggingFormat.JSON,
            Environment = new Dictionary<string, string>(code.Environment(HandlerContract.Roles.Seed)),
        }.Set(nameof(FunctionProps.LogGroup), logs).Set(nameof(FunctionProps.EnvironmentEncryption), cache.Table.EncryptionKey));
        var resource = new CustomResource(cache, SeedId, new CustomResourceProps
        {
            ServiceToken = function.FunctionArn,
            ResourceType = HandlerContract.Seeds.ResourceType,
            Properties = new Dictionary<string, object>
            {
                [HandlerContract.Seeds.Bucket] = file.S3BucketName,
                [HandlerContract.Seeds.Key] = file.S3ObjectKey,
                [HandlerContract.Seeds.File] = Path.GetFileName(seed.Path),
                [HandlerContract.Seeds.Cache] = JsonSerializer.Serialize(cache.Answers.ToDocument(cache.Table.TableName), GatewayDocumentJson.Default.CacheDocument),
            },
        });
        // CloudFormation would wait an hour for a function that Lambda ends after 15 minutes. CDK 2.160 does not know the property.
        ((CfnResource)resource.Node.DefaultChild!).AddPropertyOverride("ServiceTimeout", (int)TimeSpan.FromMinutes(16).TotalSeconds);
        // The permissions are there before the import begins, and until it has ended.
        resource.Node.AddDependency(role);
    }
}
