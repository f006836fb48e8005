using Amazon.CDK.AWS.APIGateway;
using Amazon.CDK.AWS.IAM;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class AuthorizationTests
{
    [Fact]
    public void API_keys_are_required_on_every_route_but_health()
    {
        var template = StackTemplate.OfGateway(_ => Fakes.Props with { Authorization = GatewayAuthorization.ApiKey() });
        template.Methods.Where(method => (bool?)method.Value["ApiKeyRequired"] == true).Select(method => method.Key).Should().BeEquivalentTo(
            template.Methods.Keys.Except(["GET /health"]));
        template.Methods.Values.Should().OnlyContain(method => (string)method["AuthorizationType"]! == "NONE");
        template.Only("AWS::ApiGateway::ApiKey").ContainsKey("Value").Should().BeFalse("API Gateway generates it");
        template.Only("AWS::ApiGateway::UsagePlan")["Throttle"]!.ToJsonString().Should().Be("""{"BurstLimit":20,"RateLimit":10}""");
        template.Only("AWS::ApiGateway::UsagePlan").ContainsKey("Quota").Should().BeFalse();
    }

    [Fact]
    public void A_plan_limits_each_of_its_keys_old_and_new()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with
        {
            Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan
            {
                Keys = ["team-a", "team-b"],
                ExistingKeys = new Dictionary<string, IApiKey> { ["partner"] = Amazon.CDK.AWS.APIGateway.ApiKey.FromApiKeyId(stack, "Partner", "abc123") },
                RequestsPerSecond = 2.5,
                Burst = 5,
                Quota = new ApiKeyQuota(1000, Period.DAY),
            }),
        });
        var plan = template.Only("AWS::ApiGateway::UsagePlan");
        plan["Throttle"]!.ToJsonString().Should().Be("""{"BurstLimit":5,"RateLimit":2.5}""");
        plan["Quota"]!.ToJsonString().Should().Be("""{"Limit":1000,"Period":"DAY"}""");
        template.All("AWS::ApiGateway::UsagePlanKey").Select(key => Cfn.Text(key["KeyId"]!)).Should().BeEquivalentTo("abc123", "${GatewayKeyteama}", "${GatewayKeyteamb}");
    }

    [Fact]
    public void Public_is_open_and_says_so()
    {
        var template = StackTemplate.OfGateway(_ => Fakes.Props with { Authorization = GatewayAuthorization.Public });
        template.Methods.Values.Should().OnlyContain(method => (string)method["AuthorizationType"]! == "NONE" && (bool?)method["ApiKeyRequired"] != true);
        template.Messages.Should().Contain(message => message.StartsWith("warning") && message.Contains("[ack: LlmGateway:Public]"));
    }

    [Fact]
    public void Invoking_is_granted_for_the_routes_alone() =>
        Iam.Lines(StackTemplate.Of(stack =>
        {
            var role = new Role(stack, "Caller", new RoleProps { AssumedBy = new AccountRootPrincipal() });
            new LlmRestGateway(stack, "Gateway", Fakes.Props).GrantInvoke(role).AssertSuccess();
        }).Properties("CallerDefaultPolicy")["PolicyDocument"]!).Should().Equal(
            "Allow execute-api:Invoke on " + string.Join(", ", new[] { "POST/v1/chat/completions", "POST/v1/responses", "POST/v1/responses/compact", "POST/v1/responses/input_tokens", "POST/v1/embeddings", "POST/v1/messages", "POST/v1/messages/count_tokens", "GET/v1/models", "GET/v1/models/*", "POST/v1/prompt" }
                .Select(route => $"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{GatewayApi}}/prod/{route}")));

    [Theory]
    [InlineData("ApiKey", "INVALID_API_KEY", "401", "invalid_api_key")]
    [InlineData("ApiKey", "MISSING_AUTHENTICATION_TOKEN", "404", "unknown_url")]
    [InlineData("Iam", "MISSING_AUTHENTICATION_TOKEN", "401", "invalid_api_key")]
    [InlineData("Iam", "ACCESS_DENIED", "403", "access_denied")]
    [InlineData("Iam", "THROTTLED", "429", "rate_limit_exceeded")]
    [InlineData("ApiKey", "QUOTA_EXCEEDED", "429", "insufficient_quota")]
    [InlineData("Iam", "REQUEST_TOO_LARGE", "413", "request_too_large")]
    [InlineData("Iam", "INTEGRATION_FAILURE", "502", "upstream_failed")]
    [InlineData("Iam", "INTEGRATION_TIMEOUT", "504", "timeout")]
    [InlineData("Iam", "WAF_FILTERED", "403", "request_blocked")]
    [InlineData("Iam", "DEFAULT_4XX", null, null)]
    [InlineData("Iam", "DEFAULT_5XX", null, null)]
    public void API_Gateways_own_errors_speak_to_clients_of_OpenAI_and_of_Anthropic(string authorization, string type, string? status, string? code)
    {
        var template = StackTemplate.OfGateway(_ => Fakes.Props with { Authorization = authorization == "Iam" ? GatewayAuthorization.Iam : GatewayAuthorization.ApiKey() });
        var response = template.All("AWS::ApiGateway::GatewayResponse").Single(response => (string)response["ResponseType"]! == type);
        ((string?)response["StatusCode"]).Should().Be(status);
        var body = ((string)response["ResponseTemplates"]!["application/json"]!).Replace("$context.error.messageString", "\"Forbidden\"", StringComparison.Ordinal);
        System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("type").GetString().Should().Be("error", "Anthropic's clients look for it");
        var error = System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("error");
        error.EnumerateObject().Select(member => member.Name).Should().Equal("message", "type", "param", "code");
        error.GetProperty("code").GetString().Should().Be(code);
        ((string)response["ResponseParameters"]!["gatewayresponse.header.x-request-id"]!).Should().Be("context.requestId");
        ((string?)response["ResponseParameters"]!["gatewayresponse.header.retry-after"]).Should().Be(type == "THROTTLED" ? "'1'" : null);
    }
}
