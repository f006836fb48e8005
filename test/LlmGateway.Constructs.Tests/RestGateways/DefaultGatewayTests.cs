
namespace LlmGateway.Constructs.Tests.RestGateways;

/// <summary>What the smallest use gives: one model, nothing else said.</summary>
public sealed class DefaultGatewayTests(DefaultGatewayTests.Synthesized synthesized) : IClassFixture<DefaultGatewayTests.Synthesized>
{
    private readonly StackTemplate _template = synthesized.Template;

    public sealed class Synthesized
    {
        internal StackTemplate Template { get; } = StackTemplate.OfGateway(_ => Fakes.Props);
    }

    [Fact]
    public void Routes_are_exactly_these() =>
        _template.Methods.Keys.Should().BeEquivalentTo("POST /v1/chat/completions", "POST /v1/responses", "POST /v1/responses/compact", "POST /v1/responses/input_tokens",
            "POST /v1/embeddings", "POST /v1/messages", "POST /v1/messages/count_tokens", "GET /v1/models", "GET /v1/models/{id+}", "POST /v1/prompt", "GET /health");

    [Theory]
    [InlineData("POST /v1/chat/completions")]
    [InlineData("POST /v1/responses")]
    [InlineData("POST /v1/embeddings")]
    [InlineData("POST /v1/messages")]
    [InlineData("POST /v1/messages/count_tokens")]
    [InlineData("GET /v1/models")]
    [InlineData("GET /v1/models/{id+}")]
    [InlineData("POST /v1/prompt")]
    public void Each_route_of_the_handler_streams_for_15_minutes_to_signed_callers(string route)
    {
        var method = _template.Methods[route];
        ((string)method["AuthorizationType"]!).Should().Be("AWS_IAM");
        var integration = method["Integration"]!;
        ((string)integration["Type"]!).Should().Be("AWS_PROXY");
        ((string)integration["IntegrationHttpMethod"]!).Should().Be("POST");
        ((string)integration["ResponseTransferMode"]!).Should().Be("STREAM");
        ((int)integration["TimeoutInMillis"]!).Should().Be(900_000);
        Cfn.Text(integration["Uri"]!).Should().Be(
            "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2021-11-15/functions/${GatewayHandler.Arn}/response-streaming-invocations");
    }

    [Fact]
    public void Health_is_a_mock_without_authorization() =>
        _template.Methods["GET /health"].ToJsonString().Should().StartWith(
            """{"ApiKeyRequired":false,"AuthorizationType":"NONE","HttpMethod":"GET","Integration":{"IntegrationResponses":[{"ResponseTemplates":{"application/json":"{\u0022status\u0022:\u0022ok\u0022}"},"StatusCode":"200"}],"PassthroughBehavior":"NEVER","RequestTemplates":{"application/json":"{\u0022statusCode\u0022:200}"},"Type":"MOCK"},"MethodResponses":[{"StatusCode":"200"}]""");

    [Fact]
    public void API_Gateway_may_call_the_handler_for_these_routes_alone() =>
        _template.All("AWS::Lambda::Permission").Select(permission => Cfn.Text(permission["SourceArn"]!)[Cfn.Text(permission["SourceArn"]!).IndexOf("/${", StringComparison.Ordinal)..]).Should().BeEquivalentTo(
            "/${GatewayApiDeploymentStageprod}/POST/v1/chat/completions", "/${GatewayApiDeploymentStageprod}/POST/v1/responses",
            "/${GatewayApiDeploymentStageprod}/POST/v1/responses/compact", "/${GatewayApiDeploymentStageprod}/POST/v1/responses/input_tokens", "/${GatewayApiDeploymentStageprod}/POST/v1/embeddings", "/${GatewayApiDeploymentStageprod}/POST/v1/messages", "/${GatewayApiDeploymentStageprod}/POST/v1/messages/count_tokens", "/${GatewayApiDeploymentStageprod}/GET/v1/models",
            "/${GatewayApiDeploymentStageprod}/GET/v1/models/*", "/${GatewayApiDeploymentStageprod}/POST/v1/prompt");

    [Fact]
    public void The_endpoint_is_regional_without_a_policy()
    {
        var api = _template.Only("AWS::ApiGateway::RestApi");
        api["EndpointConfiguration"]!.ToJsonString().Should().Be("""{"Types":["REGIONAL"]}""");
        api.ContainsKey("Policy").Should().BeFalse();
        ((string)api["Name"]!).Should().Be("Test-Gateway");
    }

    [Fact]
    public void The_stage_logs_throttles_and_never_shows_bodies()
    {
        var stage = _template.Only("AWS::ApiGateway::Stage");
        ((string)stage["StageName"]!).Should().Be("prod");
        stage["MethodSettings"]!.ToJsonString().Should().Be(
            """[{"DataTraceEnabled":false,"HttpMethod":"*","LoggingLevel":"ERROR","MetricsEnabled":false,"ResourcePath":"/*","ThrottlingBurstLimit":200,"ThrottlingRateLimit":100}]""");
        Cfn.Text(stage["AccessLogSetting"]!["DestinationArn"]!).Should().Be("${GatewayAccessLogs.Arn}");
    }

    [Fact]
    public void The_access_log_is_json_without_keys_and_bodies()
    {
        var format = (string)_template.Only("AWS::ApiGateway::Stage")["AccessLogSetting"]!["Format"]!;
        System.Text.Json.JsonDocument.Parse(format).RootElement.EnumerateObject().Select(field => field.Name).Should().Contain(["requestId", "status", "apiKeyId", "principal"]);
        format.Should().NotContain("$context.identity.apiKey\"").And.NotContain("$input");
    }

    [Fact]
    public void All_logs_end_after_a_month()
    {
        var groups = _template.All("AWS::Logs::LogGroup");
        groups.Should().HaveCount(3).And.OnlyContain(group => (int)group["RetentionInDays"]! == 30);
        groups.Select(group => group["LogGroupName"]).OfType<System.Text.Json.Nodes.JsonNode>().Select(Cfn.Text).Should().Equal("API-Gateway-Execution-Logs_${GatewayApi}/prod");
        _template.Resource("GatewayApiDeploymentStageprod")["DependsOn"]!.ToJsonString().Should().Contain("GatewayExecutionLogs", "API Gateway would make the group first, without an end");
    }

    [Fact]
    public void The_function_is_small_and_logs_json_into_its_own_group()
    {
        var function = _template.Only("AWS::Lambda::Function");
        function["Architectures"]!.ToJsonString().Should().Be("""["arm64"]""");
        ((int)function["MemorySize"]!).Should().Be(512);
        ((int)function["Timeout"]!).Should().Be(900);
        ((string)function["LoggingConfig"]!["LogFormat"]!).Should().Be("JSON");
        Cfn.Text(function["LoggingConfig"]!["LogGroup"]!).Should().Be("${GatewayHandlerLogs}");
        function.ContainsKey("VpcConfig").Should().BeFalse();
        function.ContainsKey("ReservedConcurrentExecutions").Should().BeFalse();
        function.ContainsKey("KmsKeyArn").Should().BeFalse();
    }

    [Fact]
    public void The_handler_may_log_and_ask_its_model_and_nothing_else()
    {
        _template.HandlerPermissions.Should().Equal(
            "Allow logs:CreateLogStream, logs:PutLogEvents on ${GatewayHandlerLogs.Arn}",
            "Allow bedrock:InvokeModel, bedrock:InvokeModelWithResponseStream on arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/amazon.nova-lite-v1:0");
        var role = _template.Properties("GatewayHandlerRole");
        role.ContainsKey("ManagedPolicyArns").Should().BeFalse();
        Iam.Lines(role["AssumeRolePolicyDocument"]!).Should().Equal("Allow sts:AssumeRole by Service lambda.amazonaws.com");
    }

    [Fact]
    public void The_handler_is_told_its_document_in_the_environment() =>
        _template.Config.Should().Be("""{"name":"Test/Gateway","models":[{"alias":"nova-lite","upstream":"bedrock","model":"amazon.nova-lite-v1:0"}]}""");

    [Fact]
    public void Nothing_is_made_that_costs_while_idle_or_was_not_asked_for()
    {
        _template.Resources.Select(resource => (string)resource.Value!["Type"]!).Distinct().Should().BeEquivalentTo(
            "AWS::ApiGateway::Account", "AWS::ApiGateway::Deployment", "AWS::ApiGateway::GatewayResponse", "AWS::ApiGateway::Method", "AWS::ApiGateway::Resource",
            "AWS::ApiGateway::RestApi", "AWS::ApiGateway::Stage", "AWS::IAM::Policy", "AWS::IAM::Role", "AWS::Lambda::Function", "AWS::Lambda::Permission", "AWS::Logs::LogGroup");
        System.Text.Json.Nodes.JsonNode.Parse(_template.Text)!["Outputs"].Should().BeNull("only examples emit outputs");
    }

    // A renamed id replaces a resource in every stack that users have: an API loses its URL, a role its name.
    [Fact]
    public void Logical_ids_are_public_api() => _template.Resources.Select(resource => resource.Key).Should().Contain([
        "GatewayAccessLogs87AA0EC3", "GatewayApi4EDF2151", "GatewayApiDeploymentStageprodFEE5D277", "GatewayExecutionLogs3B1DE207",
        "GatewayHandlerD7C84B17", "GatewayHandlerLogsAF265841", "GatewayHandlerRole963EDB70", "GatewayHandlerRoleDefaultPolicyBE0BD9C8",
        "GatewayApiv1chatcompletionsPOSTC3E86465", "GatewayApiErrorThrottled67E764A1"]);
}
