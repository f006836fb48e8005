using Amazon.CDK.AWS.CloudFront;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;
using Amazon.CDK.AWS.S3;
using Constructs;

namespace LlmGateway.Constructs;

/// <summary>
/// The web page on which people talk to a gateway: its files in a closed bucket, served by CloudFront with a strict content security policy, signed in as the
/// gateway wants it.
/// </summary>
/// <example><code>
/// var page = new ChatUi(this, "Chat", new ChatUiProps { Rest = gateway });
/// </code></example>
public class ChatUi : Construct
{
    /// <summary>Where certificates of CloudFront are.</summary>
    private const string CertificateRegion = "us-east-1";

    /// <summary>Makes the page.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">Which gateways it talks to, and how it looks.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named, and nothing was made.</exception>
    public ChatUi(Construct scope, string id, ChatUiProps props) : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        var (gateways, mistakes) = (new PageGateways(props.Rest, props.WebSocket), new Mistakes());
        PageValidation.Check(mistakes, gateways, props.Branding, props.Defaults, props.Features);
        PageValidation.CheckSignIn(mistakes, this, gateways, props.SignIn, props.Domain);
        mistakes.Check(nameof(props.Rest), props.Rest is not { Props.Api.Endpoint.IsPrivate: true }, "has a private endpoint, which CloudFront can't reach", $"Use {nameof(ChatUi)}.{nameof(OnLoadBalancer)}");
        mistakes.Check(nameof(props.Rest), props.Rest is not { IsExecuteApiClosed: true, Domain: null }, "has closed its execute-api endpoint, and has no domain by which the page could go", "Give it Api.Domain, or leave the endpoint open");
        mistakes.Check(nameof(props.Rest), props.Rest is not { Props.Api.Waf.CountsAddresses: true }, "has Waf.Managed(), which would count CloudFront's servers as its callers, and block everybody at once",
            $"Use Waf.BehindPage() there, and put rules about addresses into {nameof(ChatUiProps.Delivery)}.{nameof(ChatUiDelivery.WebAclArn)}");
        var region = Amazon.CDK.Stack.Of(this).Region;
        mistakes.Check("The stack's region", !region.StartsWith("us-gov-", StringComparison.Ordinal) && !region.StartsWith("cn-", StringComparison.Ordinal), $"is {region}, where CloudFront is not what it is elsewhere",
            $"Use {nameof(ChatUi)}.{nameof(OnLoadBalancer)}");
        props.Domain?.Validate(mistakes, nameof(props.Domain), CertificateRegion);
        mistakes.Check(nameof(props.Delivery), props.Delivery is not null, "is null", "Leave it out for the defaults");
        props.Delivery?.Validate(mistakes, nameof(props.Delivery));
        mistakes.ThrowIfAny(nameof(ChatUi), Node.Path);

        var signIn = PageSignIn.Of(gateways, props.SignIn);
        Bucket = PageFiles.MakeBucket(this, nameof(ChatUi), props.Delivery!.ConfigureBucket);
        Distribution = PageDistribution.Make(this, props, Bucket, PageSecurity.Policy(PageConfiguration.Connections(gateways, signIn, ownOrigin: true), props.Branding.LogoUrl));
        Url = $"https://{props.Domain?.Name ?? Distribution.DistributionDomainName}/";
        signIn.AllowCallback(Url);
        PageFiles.Deploy(this, Bucket, PageConfiguration.Document(gateways, signIn.ToDocument(), props.Branding, props.Defaults, props.Features, gateways.Rest is null ? null : $"/{GatewayRestApi.StageName}"));
        if (props.Domain is { HostedZone: { } zone } domain) Point(zone, domain.Name);
    }

    /// <summary>The same page behind an internal load balancer, for those who must stay in a VPC. Cognito signs people in before anything is let through.</summary>
    /// <param name="scope">Parent, often the stack.</param>
    /// <param name="id">Unique in the scope.</param>
    /// <param name="props">Where, under which name, and which gateways it talks to.</param>
    /// <exception cref="InvalidPropsException">The props have mistakes; all of them are named, and nothing was made.</exception>
    public static LoadBalancedChatUi OnLoadBalancer(Construct scope, string id, LoadBalancedChatUiProps props) => new(scope, id, props);

    /// <summary>Where people find it, with a slash at its end.</summary>
    public string Url { get; }

    /// <summary>The page's files. Closed: CloudFront alone reads it.</summary>
    public Bucket Bucket { get; }

    /// <summary>What serves the page, and passes the REST gateway's stage on.</summary>
    public Distribution Distribution { get; }

    private void Point(IHostedZone zone, string name)
    {
        // With a dot at its end the name is whole, wherever the zone begins.
        var target = RecordTarget.FromAlias(new CloudFrontTarget(Distribution));
        _ = new ARecord(this, "Record", new ARecordProps { Zone = zone, RecordName = name + ".", Target = target });
        _ = new AaaaRecord(this, "RecordV6", new AaaaRecordProps { Zone = zone, RecordName = name + ".", Target = target });
    }
}
