using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Deployment;
using Constructs;
using LlmGateway.Constructs.Compatibility;

namespace LlmGateway.Constructs;

/// <summary>The bucket that holds the page, and the deployments that fill it.</summary>
internal static class PageFiles
{
    private const string Hashed = "assets/*";

    public static Bucket MakeBucket(Construct page, string construct, Action<BucketProps>? configure)
    {
        var props = new BucketProps
        {
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            ObjectOwnership = ObjectOwnership.BUCKET_OWNER_ENFORCED,
            Encryption = BucketEncryption.S3_MANAGED,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            // It holds what the package brings, and nothing of the user's: a new deployment fills it again.
            RemovalPolicy = RemovalPolicy.DESTROY,
            AutoDeleteObjects = true,
        };
        configure?.Invoke(props);
        if (props.RemovalPolicy != RemovalPolicy.DESTROY) props.AutoDeleteObjects = false;
        var mistakes = new Mistakes();
        mistakes.Check($"{nameof(ChatUiProps.Delivery)}.{nameof(ChatUiDelivery.ConfigureBucket)}",
            ReferenceEquals(props.BlockPublicAccess, BlockPublicAccess.BLOCK_ALL) && props.EnforceSSL == true && props.PublicReadAccess is not true,
            "opens the bucket to others", "Leave BlockPublicAccess, PublicReadAccess and EnforceSSL out: readers come by the page's address");
        mistakes.ThrowIfAny(construct, page.Node.Path);
        var bucket = new Bucket(page, "Bucket", props);
        Suppressions.On(bucket, Suppressions.PageBucketHoldsNoData);
        return bucket;
    }

    /// <summary>Puts the files into the bucket: first those whose names carry their hash, so that a page never names one that is not there yet.</summary>
    public static void Deploy(Construct page, Bucket bucket, PageDocument document)
    {
        var files = Source.Asset(PageAssets.Find());
        var assets = new BucketDeployment(page, "Assets", new BucketDeploymentProps
        {
            Sources = [files],
            DestinationBucket = bucket,
            Exclude = ["*"],
            Include = [Hashed],
            CacheControl = [CacheControl.SetPublic(), CacheControl.MaxAge(Duration.Days(365)), CacheControl.Immutable()],
            // Pages that are open keep asking for the files that they were built with.
            Prune = false,
        });
        var rest = new BucketDeployment(page, "Pages", new BucketDeploymentProps
        {
            Sources = [files, CdkMember.CallStatic<Source, ISource>(nameof(Source.Data), "config.json", JsonSerializer.Serialize(document, PageDocumentJson.Default.PageDocument))],
            DestinationBucket = bucket,
            Exclude = [Hashed],
            // Asked for anew each time, so that a deployment shows at once and nothing has to be invalidated.
            CacheControl = [CacheControl.NoCache()],
        });
        rest.Node.AddDependency(assets);
        DeploymentRole.Suppress(page);
    }
}
