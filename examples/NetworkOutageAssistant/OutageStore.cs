using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.OpenSearchService;
using Amazon.CDK.AWS.S3.Assets;
using Constructs;
using LlmGateway.Constructs;
using NetworkOutageAssistant.Data;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace NetworkOutageAssistant;

/// <summary>The outages as the gateways' knowledge, in the store that the settings choose.</summary>
internal static class OutageStore
{
    private const string Name = "outages";

    /// <summary>Of each vector: half of what the model can, for half of what it costs to keep and to search them.</summary>
    private const int Dimensions = 512;

    /// <summary>
    /// No vector knows what "last night" is, so the model is shown all records of the node, some forty, and finds it by their dates. A table gives the newest, and eight are enough.
    /// </summary>
    private const int Found = 50, FoundTokens = 8000;

    private const string NoPublicAccess = "The domain has no access policy: only roles whose own policies name it get in, with a signature.";
    private const string OneNode = "One small node is enough for a demo whose records can be imported again; a company's domain has three, in a VPC.";
    private const string NoSlowLogs = "What is asked is in the gateway's own logs, and slow searches are left out by their deadline, which is logged.";

    /// <summary>What is searched by is small, by S3 Vectors' limits; what is read need not be.</summary>
    private static readonly string[] NotSearchedBy = ["text", "title", "uri"];

    private static readonly Model Embedding = BedrockModel.Of("amazon.titan-embed-text-v2:0") with { Alias = "titan-embed" };

    public static Knowledge Make(Construct scope, Settings settings) => settings.Knowledge switch
    {
        KnowledgeStore.OpenSearch => Knowledge.FromOpenSearch(MakeDomain(scope, settings), Name, Embedding) with { Dimensions = Dimensions, Limit = Found, TokenBudget = FoundTokens },
        KnowledgeStore.S3Vectors => Knowledge.FromS3Vectors(MakeIndex(scope), Embedding) with { Dimensions = Dimensions, Limit = Found, TokenBudget = FoundTokens },
        _ => Knowledge.FromTable(MakeTable(scope, settings), key: "node_id") with
        {
            TitleField = "title", Fields = ["started_at", "ended_at", "status", "severity", "summary", "resolution", "services", "customers", "notes"],
        },
    };

    /// <summary>The generated outages, which DynamoDB imports when it makes the table.</summary>
    private static Table MakeTable(Construct scope, Settings settings)
    {
        var folder = Directory.CreateTempSubdirectory("outages-").FullName;
        var path = Path.Combine(folder, "outages.gz");
        OutageFile.WriteItems(path, OutageBook.Of(settings.Date));
        var file = new Asset(scope, "OutagesFile", new AssetProps { Path = path });
        // The asset is a copy.
        Directory.Delete(folder, recursive: true);
        var table = new Table(scope, "Outages", new TableProps
        {
            PartitionKey = new Attribute { Name = "node_id", Type = AttributeType.STRING },
            SortKey = new Attribute { Name = "started_at", Type = AttributeType.STRING },
            BillingMode = BillingMode.PAY_PER_REQUEST,
            RemovalPolicy = RemovalPolicy.DESTROY,
            ImportSource = new ImportSourceSpecification
            {
                Bucket = file.Bucket, KeyPrefix = file.S3ObjectKey, CompressionType = InputCompressionType.GZIP, InputFormat = InputFormat.DynamoDBJson(),
            },
        });
        // TableProps has another property for this in each half of the CDK versions; the resource's own is the same in all.
        ((CfnTable)table.Node.DefaultChild!).PointInTimeRecoverySpecification = new CfnTable.PointInTimeRecoverySpecificationProperty { PointInTimeRecoveryEnabled = true };
        return table;
    }

    private static IDomain MakeDomain(Construct scope, Settings settings)
    {
        if (settings.Domain is { } there)
        {
            // FromDomainEndpoint takes "search-" for a part of the domain's name, and its ARN for another domain's.
            var arn = Stack.Of(scope).FormatArn(new ArnComponents { Service = "es", Resource = "domain", ResourceName = there.Name });
            return Domain.FromDomainAttributes(scope, "OutagesDomain", new DomainAttributes { DomainArn = arn, DomainEndpoint = there.Endpoint });
        }
        var domain = new Domain(scope, "OutagesDomain", new DomainProps
        {
            Version = EngineVersion.OpenSearch("2.19"),
            Capacity = new CapacityConfig { DataNodes = 1, DataNodeInstanceType = "t3.small.search", MultiAzWithStandbyEnabled = false },
            Ebs = new EbsOptions { VolumeSize = 10 },
            EnforceHttps = true,
            TlsSecurityPolicy = TLSSecurityPolicy.TLS_1_2_PFS,
            NodeToNodeEncryption = true,
            EncryptionAtRest = new EncryptionAtRestOptions { Enabled = true },
            RemovalPolicy = RemovalPolicy.DESTROY,
        });
        Accept(domain, ("AwsSolutions-OS1", NoPublicAccess), ("AwsSolutions-OS3", NoPublicAccess), ("AwsSolutions-OS5", NoPublicAccess), ("AwsSolutions-OS4", OneNode), ("AwsSolutions-OS7", OneNode), ("AwsSolutions-OS9", NoSlowLogs));
        return domain;
    }

    private static void Accept(Construct resource, params (string Id, string Reason)[] rules) =>
        ((CfnResource)resource.Node.DefaultChild!).AddMetadata("cdk_nag", new Dictionary<string, object>
        {
            ["rules_to_suppress"] = rules.Select(rule => new Dictionary<string, string> { ["id"] = rule.Id, ["reason"] = rule.Reason }).ToArray(),
        });

    private static CfnResource MakeIndex(Construct scope)
    {
        var bucket = new CfnResource(scope, "OutagesVectors", new CfnResourceProps { Type = "AWS::S3Vectors::VectorBucket" });
        return new CfnResource(scope, "OutagesIndex", new CfnResourceProps
        {
            Type = "AWS::S3Vectors::Index",
            Properties = new Dictionary<string, object>
            {
                ["VectorBucketArn"] = bucket.GetAtt("VectorBucketArn").ToString(),
                ["IndexName"] = Name,
                ["DataType"] = "float32",
                ["Dimension"] = Dimensions,
                ["DistanceMetric"] = "cosine",
                ["MetadataConfiguration"] = new Dictionary<string, object> { ["NonFilterableMetadataKeys"] = NotSearchedBy },
            },
        });
    }
}
