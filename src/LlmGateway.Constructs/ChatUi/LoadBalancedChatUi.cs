using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.Cognito;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK.AWS.ElasticLoadBalancingV2.Actions;
using Amazon.CDK.AWS.ElasticLoadBalancingV2.Targets;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Route53;
using Amazon.CDK.AWS.Route53.Targets;
using Amazon.CDK.AWS.S3;
using Constructs;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>
/// The chat page behind an internal load balancer, which signs people in by Cognito before it lets anything through: <see cref="ChatUi.OnLoadBalancer"/>.
/// A function serves the files, and gives the page its user's token for the gateways.
/// </summary>
public sealed class LoadBalancedChatUi : Construct
{
    /// <summary>The load balancer allows no more.</summary>
    private static readonly Duration LongestSession = Duration.Days(7);

    internal LoadBalancedChatUi(Construct scope, string id, LoadBalancedChatUiProps props) : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        var gateways = new PageGateways(props.Rest, props.WebSocket);
        Check(gateways, props);
        if (props.EncryptionKey is { } key) LogsKeyPolicy.Add(this, key);
        var auth = gateways.Authorization.SignIn!;
        var signIn = PageSignIn.OfLoadBalancer();
        Url = $"https://{props.Domain.Name}/";

        Bucket = PageFiles.MakeBucket(this, nameof(LoadBalancedChatUi), configure: null);
        PageFiles.Deploy(this, Bucket, PageConfiguration.Document(gateways, signIn.ToDocument(), props.Branding, props.Defaults, props.Features, gateways.Rest?.Url));
        Files = MakeFiles(props, gateways, signIn);
        LoadBalancer = InternalLoadBalancer.Make(this, props);
        Client = auth.AddLoadBalancerClient(id, $"{Url}oauth2/idpresponse");
        Listener = LoadBalancer.AddListener("Listener", new BaseApplicationListenerProps
        {
            Port = 443,
            Protocol = ApplicationProtocol.HTTPS,
            Certificates = [CdkMember.CallStatic<ListenerCertificate, ListenerCertificate>(nameof(ListenerCertificate.FromCertificateManager), props.Domain.Certificate)],
            SslPolicy = CdkMember.Named<SslPolicy>(nameof(SslPolicy.TLS13_RES)),
            // Who may connect is the security group's to say.
            Open = false,
            DefaultAction = new AuthenticateCognitoAction(new AuthenticateCognitoActionProps
            {
                UserPool = auth.UserPool,
                UserPoolClient = Client,
                UserPoolDomain = auth.Domain!,
                Scope = "openid email profile",
                SessionTimeout = auth.SessionLength.ToSeconds() < LongestSession.ToSeconds() ? auth.SessionLength : LongestSession,
                AllowHttpsOutbound = false,
                Next = ListenerAction.Forward([new ApplicationTargetGroup(this, "Target", new ApplicationTargetGroupProps { TargetType = TargetType.LAMBDA, Targets = [new LambdaTarget(Files)] })]),
            }),
        });
        if (props.Domain.HostedZone is { } zone)
        {
            // With a dot at its end the name is whole, wherever the zone begins.
            _ = new ARecord(this, "Record", new ARecordProps { Zone = zone, RecordName = props.Domain.Name + ".", Target = RecordTarget.FromAlias(CdkMember.New<LoadBalancerTarget>(LoadBalancer)) });
        }
    }

    /// <summary>Where people find it, with a slash at its end.</summary>
    public string Url { get; }

    /// <summary>The page's files. Closed: <see cref="Files"/> alone reads it.</summary>
    public Bucket Bucket { get; }

    /// <summary>The function that serves them.</summary>
    public Function Files { get; }

    /// <summary>The load balancer. Internal.</summary>
    public ApplicationLoadBalancer LoadBalancer { get; }

    /// <summary>HTTPS on port 443; everything behind it is signed in.</summary>
    public ApplicationListener Listener { get; }

    /// <summary>The app client by which the load balancer signs people in.</summary>
    public UserPoolClient Client { get; }

    private Function MakeFiles(LoadBalancedChatUiProps props, PageGateways gateways, PageSignIn signIn)
    {
        var document = new SiteDocument { Bucket = Bucket.BucketName, Headers = PageSecurity.All(PageSecurity.Policy(PageConfiguration.Connections(gateways, signIn, ownOrigin: false), props.Branding.LogoUrl)) };
        var function = SmallFunction.Make(this, "Files", HandlerContract.Roles.Site, $"Serves the page {Node.Path}", props.FunctionSettings, Duration.Seconds(10), new Dictionary<string, string>
        {
            [HandlerContract.Variables.Site] = JsonSerializer.Serialize(document, GatewayDocumentJson.Default.SiteDocument),
        });
        function.AddToRolePolicy(Permissions.Allow(Permissions.ReadFile, Bucket.ArnForObjects("*")));
        Suppressions.On(function.Role!.Node.FindChild("DefaultPolicy"), Suppressions.AnyFileOfThePage);
        return function;
    }

    private void Check(PageGateways gateways, LoadBalancedChatUiProps props)
    {
        var mistakes = new Mistakes();
        PageValidation.Check(mistakes, gateways, props.Branding, props.Defaults, props.Features);
        mistakes.Check(nameof(props.Vpc), props.Vpc is not null, "is null", "Give the VPC that people reach");
        mistakes.Check(nameof(props.Domain), props.Domain is not null, "is null", "Give name and certificate: signing in needs both");
        props.Domain?.Validate(mistakes, nameof(props.Domain), Stack.Of(this).Region);
        if (gateways is not { Rest: null, WebSocket: null })
        {
            var property = props.Rest is null ? nameof(props.WebSocket) : nameof(props.Rest);
            var auth = gateways.Authorization.SignIn;
            mistakes.Check(property, auth is not null, "does not know its callers by Cognito, by which the load balancer signs people in", "Give it Authorization = GatewayAuthorization.Cognito(auth)");
            mistakes.Check(property, auth is null or { Domain: not null }, "has a user pool that was made elsewhere, to which no client can be added", "Make the pool with CognitoAuth");
            mistakes.Check(property, auth is null or { TokenUse: TokenUse.Access }, "takes id tokens, and a load balancer gives access tokens alone", "Set TokenUse to Access");
        }
        if (props is { Rest.Props.Api: { } api, Domain.Name: { } name })
            mistakes.Check(nameof(props.Rest), api.Cors is { } cors && (cors.AnyOrigin || cors.AllowOrigins.Contains($"https://{name}")), "does not let pages of another origin call",
                $"Give it Api = new GatewayApi {{ Cors = new GatewayCors {{ AllowOrigins = [\"https://{name}\"] }} }}");
        mistakes.ThrowIfAny(nameof(LoadBalancedChatUi), Node.Path);
    }
}
