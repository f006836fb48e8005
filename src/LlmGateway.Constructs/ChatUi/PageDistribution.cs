using Amazon.CDK;
using Amazon.CDK.AWS.CloudFront;
using Amazon.CDK.AWS.CloudFront.Origins;
using Amazon.CDK.AWS.S3;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Makes the distribution: the page from its bucket, and the REST gateway below the name of its stage.</summary>
internal static class PageDistribution
{
    /// <summary>CloudFront's.</summary>
    private const int LongestComment = 128;

    public static Distribution Make(ChatUi page, ChatUiProps props, Bucket bucket, string policy)
    {
        var (stack, unique) = (Stack.Of(page), Names.UniqueResourceName(page, new UniqueResourceNameOptions { MaxLength = 40 }));
        // These names are the account's in all regions, so that the region is in them.
        string Name(string what) => $"{unique}-{what}-{stack.Region}";
        var headers = new ResponseHeadersPolicy(page, "Headers", PageSecurity.Headers(Name("headers"), policy));
        var apiHeaders = props.Rest is null ? null : new ResponseHeadersPolicy(page, "ApiHeaders", PageSecurity.ApiHeaders(Name("api-headers")));
        var fallback = new Function(page, "Fallback", new FunctionProps
        {
            FunctionName = Name("fallback"),
            Code = FunctionCode.FromInline(PageContract.Fallback),
            Runtime = FunctionRuntime.JS_2_0,
            Comment = "Places inside the page are served by index.html",
        });
        var access = new S3OriginAccessControl(page, "Access", new S3OriginAccessControlProps { OriginAccessControlName = Name("access"), Signing = Signing.SIGV4_ALWAYS });
        var pages = new BehaviorOptions
        {
            Origin = S3BucketOrigin.WithOriginAccessControl(bucket, new S3BucketOriginWithOACProps().Set(nameof(S3BucketOriginWithOACProps.OriginAccessControl), access)),
            ViewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            AllowedMethods = AllowedMethods.ALLOW_GET_HEAD,
            Compress = true,
            FunctionAssociations = [new FunctionAssociation { EventType = FunctionEventType.VIEWER_REQUEST }.Set(nameof(FunctionAssociation.Function), fallback)],
        }.Set(nameof(BehaviorOptions.CachePolicy), CachePolicy.CACHING_OPTIMIZED).Set(nameof(BehaviorOptions.ResponseHeadersPolicy), headers);
        var more = new Dictionary<string, IBehaviorOptions>();
        if (props.Rest is { } rest) more[$"/{GatewayRestApi.StageName}/*"] = ToGateway(rest, apiHeaders!);
        var distribution = new DistributionProps
        {
            Comment = ResourceText.Fit(page.Node.Path, LongestComment),
            DefaultBehavior = pages,
            AdditionalBehaviors = more,
            HttpVersion = HttpVersion.HTTP2_AND_3,
            MinimumProtocolVersion = SecurityPolicyProtocol.TLS_V1_2_2021,
            PriceClass = props.Delivery.PriceClass,
            WebAclId = props.Delivery.WebAclArn,
            EnableLogging = props.Delivery.AccessLogs is not null,
            LogBucket = props.Delivery.AccessLogs,
            DomainNames = props.Domain is { } own ? [own.Name] : null,
        }.Set(nameof(DistributionProps.Certificate), props.Domain?.Certificate);
        props.Delivery.ConfigureDistribution?.Invoke(distribution);
        CheckRequired(page, props, distribution, pages, [.. more]);
        var made = new Distribution(page, "Distribution", distribution);
        Suppressions.On(made, [.. Suppressions.PageIsForEverywhere, .. props.Delivery.WebAclArn is null ? Suppressions.PageWafIsOptional : [],
            .. props.Delivery.AccessLogs is null ? Suppressions.PageLogsAreOptional : [], .. props.Domain is null ? Suppressions.CloudFrontsOwnCertificate : []]);
        return made;
    }

    /// <summary>The same origin as the page's, so that no CORS is needed. What the gateway says is passed on as it comes, and never kept.</summary>
    private static BehaviorOptions ToGateway(LlmRestGateway rest, ResponseHeadersPolicy headers)
    {
        return new BehaviorOptions
        {
            Origin = new HttpOrigin(rest.PageOrigin(), new HttpOriginProps
            {
                ProtocolPolicy = OriginProtocolPolicy.HTTPS_ONLY,
                OriginSslProtocols = [OriginSslPolicy.TLS_V1_2],
                // Between two pieces of an answer, which the handler never lets be silent for longer than 15 seconds.
                ReadTimeout = Duration.Seconds(60),
            }),
            ViewerProtocolPolicy = ViewerProtocolPolicy.HTTPS_ONLY,
            AllowedMethods = AllowedMethods.ALLOW_ALL,
            Compress = false,
        }
        .Set(nameof(BehaviorOptions.CachePolicy), CachePolicy.CACHING_DISABLED)
        .Set(nameof(BehaviorOptions.OriginRequestPolicy), OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER)
        .Set(nameof(BehaviorOptions.ResponseHeadersPolicy), headers);
    }

    private static void CheckRequired(ChatUi page, ChatUiProps props, DistributionProps distribution, BehaviorOptions pages, IReadOnlyList<KeyValuePair<string, IBehaviorOptions>> more)
    {
        const string property = $"{nameof(ChatUiProps.Delivery)}.{nameof(ChatUiDelivery.ConfigureDistribution)}";
        var mistakes = new Mistakes();
        void Unchanged(string name, bool same, string remedy) => mistakes.Check(property, same, $"changes {name}, which the page lives by", remedy);
        Unchanged(nameof(distribution.DefaultBehavior), ReferenceEquals(distribution.DefaultBehavior, pages), "Add paths of your own to AdditionalBehaviors");
        Unchanged(nameof(distribution.AdditionalBehaviors), distribution.AdditionalBehaviors is { } paths && more.All(each => paths.TryGetValue(each.Key, out var now) && ReferenceEquals(now, each.Value)),
            "Add paths of your own, and leave the gateway's");
        Unchanged(nameof(distribution.MinimumProtocolVersion), distribution.MinimumProtocolVersion == SecurityPolicyProtocol.TLS_V1_2_2021, "Leave it at TLS 1.2");
        Unchanged(nameof(distribution.DomainNames), ReferenceEquals(distribution.Get(nameof(distribution.Certificate)), props.Domain?.Certificate) && (distribution.DomainNames?.FirstOrDefault() == props.Domain?.Name), "Use Domain");
        mistakes.ThrowIfAny(nameof(ChatUi), page.Node.Path);
    }
}
