using Amazon.CDK;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class PropsValidationTests
{
    [Fact]
    public void Every_mistake_is_named_at_once_with_its_remedy_before_anything_is_made()
    {
        Stack? stack = null;
        var wrong = () => StackTemplate.Of(test => _ = new LlmRestGateway(stack = test, "Gateway", EverythingWrong));
        var thrown = wrong.Should().Throw<InvalidPropsException>().Which;
        thrown.Message.Should().Be("""
            LlmRestGateway 'Test/Gateway' has 54 mistakes in its props:
            - Models[0].Alias 'has space' is no name that a client could send. Use 1 to 128 characters without spaces.
            - Models[0].Temperature is 3. Use 0 to 2.
            - Models[0].MaxTokens is 0. Use 1 or more.
            - Models[0].Price.Input is -1. Use US dollars per million tokens, 0 or more.
            - Models[0].Price.Output is -2. Use US dollars per million tokens, 0 or more.
            - Models[0].Price.CacheRead is -3. Use US dollars per million tokens, 0 or more.
            - Models[0].Price.CacheWrite is -4. Use US dollars per million tokens, 0 or more.
            - Models[0].Capabilities.ContextWindow is 0. Use the number of tokens, 1 or more.
            - Models[0].Capabilities.MaxOutputTokens is 0. Use the number of tokens, 1 or more.
            - Models[0].Capabilities.Family 'nobody' is of no family that the gateway knows. Use the id of a model that is, such as "anthropic.claude-haiku-4-5", or leave it out and say what the model can do.
            - Models[0] 'us.amazon.nova-lite-v1:0' is an inference profile, not a model. Use BedrockModel.CrossRegion("us.amazon.nova-lite-v1:0").
            - Models[0].Guardrail.Arn 'gr1' is no ARN of a guardrail. Use arn:aws:bedrock:REGION:ACCOUNT:guardrail/ID.
            - Models[0].Guardrail.Version 'latest' is no version. Use a number from 1, or DRAFT.
            - Models[1] 'nonsense' is no model id of Bedrock. Use PROVIDER.MODEL, such as "amazon.nova-lite-v1:0".
            - Models[2] 'arn:aws:bedrock:us-east-1::foundation-model/x.y' is an ARN. Use the model's id, or BedrockModel.Profile for an application inference profile.
            - Models[3] 'amazon.nova-lite-v1:0' is no cross-region inference profile. Begin its id with one of us., us-gov., ca., eu., apac., jp., au., global., or use BedrockModel.Of for a model in one region.
            - Models[4] 'arn:aws:bedrock:us-east-1:1:inference-profile/x' is no ARN of an application inference profile. Use arn:aws:bedrock:REGION:ACCOUNT:application-inference-profile/ID.
            - Models[4] was made from a model without an id. Name the model or the cross-region profile that it was made from.
            - Models[5].Url 'ftp://x' is no http or https URL. Use the server's base URL, such as "http://10.0.1.7:8000/v1".
            - Models[6].Url carries credentials, which would stand in the template. Keep the key in a secret: Key = UpstreamKey.FromSecret(…).
            - Models[6].Url has a query or a fragment. End it with the path, such as /v1.
            - Models[7].Key is null. Give a secret or a parameter that holds OpenAI's key.
            - Models has two models named 'twice'. Give each an Alias of its own.
            - Authorization.Keys has 'a b'. Use letters, digits, '-' and '_'.
            - Authorization.Keys has 'x' twice. Name each key once.
            - Authorization.RequestsPerSecond is 0. Use more than 0 requests a second.
            - Authorization.Burst is 0. Use 1 or more requests.
            - Authorization.Quota allows 0 requests. Use 1 or more requests.
            - Access[0] gives the API key 'nobody' the model 'unknown', which the gateway does not have. Use one of has space, twice, arn:aws:bedrock:us-east-1::foundation-model/x.y, twice, arn:aws:bedrock:us-east-1:1:inference-profile/x, a, b, gpt.
            - Access[0] speaks of the API key 'nobody', which the gateway does not have. Use one of a b, x, x.
            - Access[1] gives '*me*' no model. Name at least one, or leave the rule out: callers that no rule names may use none.
            - Access[1] speaks of '*me*', which only signed requests tell. Set Authorization to GatewayAuthorization.Iam, or name API keys instead.
            - Access[1] '*me*' is no ARN that is exact or ends with its only '*'. Use arn:aws:iam::ACCOUNT:role/NAME, or begin one and end with '*'.
            - Access[2] gives everyone no model. Name at least one, or leave the rule out: callers that no rule names may use none.
            - Api.Endpoint is private without a VPC endpoint, so nobody could reach it. Give GatewayEndpoint.Private at least one interface endpoint for execute-api.
            - Api.Cors.AllowOrigins has '*' beside other origins. Use '*' alone, or the origins alone.
            - Api.Cors.AllowOrigins has 'https://x/', which is no origin. Use SCHEME://HOST or SCHEME://HOST:PORT, without a path or a slash at the end.
            - Api.Cors.AllowCredentials goes with named origins only. Name the origins, or leave credentials out.
            - Api.Throttle.RequestsPerSecond is 0. Use more than 0 requests a second.
            - Api.Throttle.Burst is 0. Use 1 or more requests.
            - Api.Domain.Name 'not a name' is no domain name. Use one such as "llm.example.com".
            - Api.Domain.Certificate is null. Give the domain's certificate.
            - Api.Domain.BasePath is '/v1/'. Use a path without slashes around it, such as "llm".
            - Api.Domain goes with a regional endpoint only. Leave it out, or use GatewayEndpoint.Regional.
            - Api.PassThrough.LoadBalancer is null. Give the network load balancer before the server.
            - Api.PassThrough.Port is 0. Use 1 to 65535.
            - Api.Waf 'acl' is no ARN of a regional web ACL. Use arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID.
            - Function.Architecture is null. Use Architecture.ARM_64 or Architecture.X86_64.
            - Function.MemoryMb is 64. Use 128 to 10240 MB.
            - Function.ReservedConcurrency is 0, with which nothing would ever be answered. Use 1 or more, or leave it out.
            - Function.Environment sets LLM_GATEWAY_CONFIG, which is the gateway's own. Leave it out; the props say the same.
            - Function.Network.Vpc is null. Give the VPC, or leave the network out.
            - Function.Network.SecurityGroups has 0 groups. Use 1 to 5, or leave them out for one of its own.
            - Name is 'naïve'. Use 1 to 255 printable ASCII characters: it becomes the dimension of metrics.
            """.ReplaceLineEndings("\n"));
        thrown.ConstructPath.Should().Be("Test/Gateway");
        stack!.Node.FindChild("Gateway").Node.Children.Should().BeEmpty();
    }

    [Fact]
    public void One_mistake_is_one_sentence()
    {
        var wrong = () => StackTemplate.OfGateway(_ => new LlmRestGatewayProps { Models = [] });
        wrong.Should().Throw<InvalidPropsException>().WithMessage("LlmRestGateway 'Test/Gateway' has a mistake in its props:\n- Models is empty. Add a model, such as BedrockModel.Of(\"amazon.nova-lite-v1:0\").");
    }

    [Fact]
    public void Nulls_are_named_too()
    {
        var wrong = () => StackTemplate.OfGateway(_ => new LlmRestGatewayProps { Models = [null!], Authorization = null!, Access = null!, Api = null!, Function = null!, Logs = null! });
        wrong.Should().Throw<InvalidPropsException>().WithMessage("""
            LlmRestGateway 'Test/Gateway' has 6 mistakes in its props:
            - Models[0] is null. Leave it out.
            - Authorization is null. Use GatewayAuthorization.Iam, Cognito, ApiKey or Public.
            - Access is null. Leave it out, or use an empty list.
            - Api is null. Leave it out for the defaults.
            - Function is null. Leave it out for the defaults.
            - Logs is null. Leave it out for the defaults.
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_is_known_only_at_deployment_is_let_through()
    {
        var template = StackTemplate.Of(stack =>
        {
            string Parameter(string name) => new CfnParameter(stack, name).ValueAsString;
            _ = new LlmRestGateway(stack, "Gateway", new LlmRestGatewayProps
            {
                Models = [BedrockModel.Of(Parameter("Model")) with { Alias = "a" }, OpenAiCompatible.At(Parameter("Url"), "llama") with { Alias = Parameter("Alias") }],
                Access = [ModelAccess.ForPrincipal(Parameter("Principal"), "a")],
                Name = Parameter("Name"),
                Api = new GatewayApi { Cors = new GatewayCors { AllowOrigins = [Parameter("Origin")] }, Waf = Waf.FromWebAclArn(Parameter("Acl")) },
            });
        });
        template.Config.Should().Contain("\"endpoint\":\"${Url}\"").And.Contain("\"subject\":\"${Principal}\"").And.StartWith("{\"name\":\"${Name}\"");
    }

    private static LlmRestGatewayProps EverythingWrong => new()
    {
        Name = "naïve",
        Models =
        [
            BedrockModel.Of("us.amazon.nova-lite-v1:0") with { Alias = "has space", Temperature = 3, MaxTokens = 0, Price = new ModelPrice(-1, -2) { CacheRead = -3, CacheWrite = -4 }, Capabilities = new ModelCapabilities { ContextWindow = 0, MaxOutputTokens = 0, Family = "nobody" }, Guardrail = new ModelGuardrail("gr1", "latest") },
            BedrockModel.Of("nonsense") with { Alias = "twice" },
            BedrockModel.Of("arn:aws:bedrock:us-east-1::foundation-model/x.y"),
            BedrockModel.CrossRegion("amazon.nova-lite-v1:0") with { Alias = "twice" },
            BedrockModel.Profile("arn:aws:bedrock:us-east-1:1:inference-profile/x", BedrockModel.Of("")),
            OpenAiCompatible.At("ftp://x", "a"),
            OpenAiCompatible.At("https://me:secret@x/v1?key=1", "b"),
            OpenAiModel.Of("gpt", (UpstreamKey)null!),
        ],
        Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = ["a b", "x", "x"], RequestsPerSecond = 0, Burst = 0, Quota = new ApiKeyQuota(0, Amazon.CDK.AWS.APIGateway.Period.DAY) }),
        Access = [ModelAccess.ForApiKey("nobody", "unknown"), ModelAccess.ForPrincipal("*me*"), ModelAccess.ForEveryone()],
        Api = new GatewayApi
        {
            Endpoint = GatewayEndpoint.Private(),
            Cors = new GatewayCors { AllowOrigins = ["*", "https://x/"], AllowCredentials = true },
            Throttle = new GatewayThrottle { RequestsPerSecond = 0, Burst = 0 },
            Domain = new GatewayDomain { Name = "not a name", Certificate = null!, BasePath = "/v1/" },
            PassThrough = new VpcPassThrough { LoadBalancer = null!, Port = 0 },
            Waf = Waf.FromWebAclArn("acl"),
        },
        Function = new GatewayFunction
        {
            Architecture = null!,
            MemoryMb = 64,
            ReservedConcurrency = 0,
            Environment = new Dictionary<string, string> { ["LLM_GATEWAY_CONFIG"] = "{}" },
            Network = new FunctionNetwork { Vpc = null!, SecurityGroups = [] },
        },
    };
}
