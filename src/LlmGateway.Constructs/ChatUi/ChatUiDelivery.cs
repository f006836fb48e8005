using Amazon.CDK;
using Amazon.CDK.AWS.CloudFront;
using Amazon.CDK.AWS.S3;

namespace LlmGateway.Constructs;

/// <summary>How a page gets to its readers.</summary>
public sealed record ChatUiDelivery
{
    /// <summary>Which edge locations serve it. Default: all of them.</summary>
    public PriceClass PriceClass { get; init; } = PriceClass.PRICE_CLASS_ALL;

    /// <summary>A web ACL in front of the page and of the REST gateway behind it: of scope <c>CLOUDFRONT</c>, so in us-east-1. Default: none, since it costs by the month.</summary>
    public string? WebAclArn { get; init; }

    /// <summary>Where CloudFront writes who asked for what. The bucket has to take ACLs (<c>ObjectOwnership.OBJECT_WRITER</c>), and should delete what is old. Default: nowhere.</summary>
    public IBucket? AccessLogs { get; init; }

    /// <summary>Changes the bucket's props as you like, after the defaults. It stays closed to the public: changing that is an error.</summary>
    public Action<BucketProps>? ConfigureBucket { get; init; }

    /// <summary>
    /// Changes the distribution's props as you like, after the defaults: more paths, geographic restrictions. What the page lives by (its behaviors, domain and
    /// TLS) can't be changed here: that is an error.
    /// </summary>
    public Action<DistributionProps>? ConfigureDistribution { get; init; }

    internal void Validate(Mistakes mistakes, string property) =>
        mistakes.Check($"{property}.{nameof(WebAclArn)}", WebAclArn is null || Token.IsUnresolved(WebAclArn) || WebAclArn.Contains(":us-east-1:", StringComparison.Ordinal) && WebAclArn.Contains(":global/webacl/", StringComparison.Ordinal),
            $"'{WebAclArn}' is no ARN of a web ACL for CloudFront", "Use arn:aws:wafv2:us-east-1:ACCOUNT:global/webacl/NAME/ID");
}
