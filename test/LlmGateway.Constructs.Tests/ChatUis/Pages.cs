using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;

namespace LlmGateway.Constructs.Tests.ChatUis;

/// <summary>Stacks with a page, and what the page is told in them.</summary>
internal static class Pages
{
    private const string Deployment = "Custom::CDKBucketDeployment";

    public static ICertificate CertificateIn(Stack stack, string region) => Certificate.FromCertificateArn(stack, "Certificate", $"arn:aws:acm:{region}:111122223333:certificate/abc");

    /// <summary>Both gateways behind one user pool.</summary>
    public static (CognitoAuth Auth, LlmRestGateway Http, LlmWebSocketGateway Socket) Gateways(Stack stack, ChatHistory? history = null, GatewayCors? cors = null, CognitoAuthProps? props = null)
    {
        var auth = new CognitoAuth(stack, "Auth", props);
        var authorization = GatewayAuthorization.Cognito(auth);
        var rest = new LlmRestGateway(stack, "Rest", Fakes.Props with { Authorization = authorization, History = history, Api = new GatewayApi { Cors = cors } });
        var socket = new LlmWebSocketGateway(stack, "Socket", new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Authorization = authorization, History = history });
        return (auth, rest, socket);
    }

    public static LlmRestGateway Keyed(Stack stack) => new(stack, "Rest", Fakes.Props with { Authorization = GatewayAuthorization.ApiKey() });

    /// <summary>config.json as the deployment writes it, its markers as text.</summary>
    public static JsonObject ConfigOf(StackTemplate template)
    {
        var deployment = template.All(Deployment).Single(each => each["SourceMarkers"] is JsonArray { Count: > 1 });
        var key = deployment["SourceObjectKeys"]!.AsArray()[1]!.ToString();
        var folder = Path.Combine(Path.GetDirectoryName(template.File)!, "asset." + key.Split('.')[0]);
        var text = File.ReadAllText(Path.Combine(folder, "config.json"));
        foreach (var (marker, value) in deployment["SourceMarkers"]!.AsArray()[1]!.AsObject()) text = text.Replace(marker, Cfn.Text(value!), StringComparison.Ordinal);
        return JsonNode.Parse(text)!.AsObject();
    }

    public static JsonObject DistributionOf(StackTemplate template) => template.Only("AWS::CloudFront::Distribution")["DistributionConfig"]!.AsObject();

    public static IReadOnlyList<JsonObject> DeploymentsOf(StackTemplate template) => template.All(Deployment);

    public static string PolicyOf(StackTemplate template) => Cfn.Text(template.Properties("ChatHeaders")["ResponseHeadersPolicyConfig"]!["SecurityHeadersConfig"]!["ContentSecurityPolicy"]!["ContentSecurityPolicy"]!);
}
