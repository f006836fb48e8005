using System.Text.Json.Nodes;
using Amazon.CDK;
using Amazon.CDK.AWS.CertificateManager;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;

namespace LlmGateway.Constructs.Tests.SocketGateways;

/// <summary>What the smallest use of a WebSocket gateway gives.</summary>
public sealed class SocketGatewayTests(SocketGatewayTests.Synthesized synthesized) : IClassFixture<SocketGatewayTests.Synthesized>
{
    private readonly StackTemplate _template = synthesized.Template;

    public sealed class Synthesized
    {
        internal StackTemplate Template { get; } = StackTemplate.Of(stack =>
        {
            var gateway = new LlmWebSocketGateway(stack, "Gateway", new LlmWebSocketGatewayProps { Models = [Fakes.Nova] });
            gateway.GrantConnect(new Role(stack, "Caller", new RoleProps { AssumedBy = new AccountRootPrincipal() }));
            _ = new CfnOutput(stack, "Url", new CfnOutputProps { Value = gateway.Url });
        });
    }

    [Fact]
    public void Routes_are_exactly_these() =>
        _template.All("AWS::ApiGatewayV2::Route").Select(route => (string)route["RouteKey"]!).Should().BeEquivalentTo(
            "$connect", "$disconnect", "$default", "sendmessage", "cancel", "resume", "upload", "ping");

    [Fact]
    public void Connections_are_let_in_by_IAM_and_nothing_else_asks_again()
    {
        var routes = _template.All("AWS::ApiGatewayV2::Route").ToDictionary(route => (string)route["RouteKey"]!, route => (string)route["AuthorizationType"]!);
        routes["$connect"].Should().Be("AWS_IAM");
        routes.Where(route => route.Key != "$connect").Should().OnlyContain(route => route.Value == "NONE");
        Iam.Lines(_template.Properties("CallerDefaultPolicy")["PolicyDocument"]!).Should().Equal(
            "Allow execute-api:Invoke on arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${GatewayApi}/prod/$connect");
    }

    [Fact]
    public void Messages_are_handed_to_the_worker_asynchronously()
    {
        var integration = _template.All("AWS::ApiGatewayV2::Integration").Should().ContainSingle(each => (string)each["IntegrationType"]! == "AWS").Subject;
        integration["RequestParameters"]!.ToJsonString().Should().Be("""{"integration.request.header.X-Amz-Invocation-Type":"\u0027Event\u0027"}""");
        ((string)integration["RequestTemplates"]!["$default"]!).Should().Be(
            """{"connectionId":"$context.connectionId","requestId":"$context.requestId","apiId":"$context.apiId","stage":"$context.stage","message":$input.json('$')}""");
        Cfn.Text(integration["IntegrationUri"]!).Should().EndWith("/functions/${GatewayWorker.Arn}/invocations");
        ((int)_template.Properties("GatewayWorker")["Timeout"]!).Should().Be(900);
    }

    [Fact]
    public void A_worker_that_fails_is_not_tried_again_and_its_client_is_told()
    {
        var config = _template.Properties("GatewayWorkerInvocations");
        ((int)config["MaximumRetryAttempts"]!).Should().Be(0);
        Cfn.Text(config["DestinationConfig"]!["OnFailure"]!["Destination"]!).Should().Be("${GatewayFailure.Arn}");
        Cfn.Text(_template.Properties("GatewayFailure")["DeadLetterConfig"]!["TargetArn"]!).Should().Be("${GatewayDeadLetters.Arn}");
    }

    [Fact]
    public void Each_function_may_do_its_own_work_alone()
    {
        const string post = "Allow execute-api:ManageConnections on arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${GatewayApi}/prod/POST/@connections/*";
        PermissionsOf("Connections").Should().BeEquivalentTo(
            "Allow logs:CreateLogStream, logs:PutLogEvents on ${GatewayConnectionsLogs.Arn}",
            "Allow dynamodb:GetItem, dynamodb:PutItem, dynamodb:Query, dynamodb:UpdateItem on ${GatewayRequestsTable.Arn}", post);
        PermissionsOf("Failure").Should().BeEquivalentTo(
            "Allow logs:CreateLogStream, logs:PutLogEvents on ${GatewayFailureLogs.Arn}",
            "Allow sqs:SendMessage on ${GatewayDeadLetters.Arn}",
            "Allow dynamodb:GetItem, dynamodb:Query, dynamodb:UpdateItem on ${GatewayRequestsTable.Arn}", post);
        PermissionsOf("Worker").Should().Contain(post).And.Contain("Allow lambda:InvokeFunction on ${GatewayFailure.Arn}").And.HaveCount(5);
    }

    [Fact]
    public void Requests_expire_and_leave_with_the_stack()
    {
        var table = _template.Resource("GatewayRequestsTable");
        ((string)table["Properties"]!["TimeToLiveSpecification"]!["AttributeName"]!).Should().Be("expires_at");
        ((string)table["DeletionPolicy"]!).Should().Be("Delete");
        _template.Outputs["Url"].Should().Be("wss://${GatewayApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/prod");
    }

    [Fact]
    public void The_stage_throttles_and_never_shows_messages()
    {
        var stage = _template.Only("AWS::ApiGatewayV2::Stage");
        stage["DefaultRouteSettings"]!.ToJsonString().Should().Be("""{"DataTraceEnabled":false,"LoggingLevel":"ERROR","ThrottlingBurstLimit":200,"ThrottlingRateLimit":100}""");
        var format = (string)stage["AccessLogSettings"]!["Format"]!;
        format.Should().Contain("$context.identity.apiKeyId").And.NotContain("$context.identity.apiKey\"");
        JsonNode.Parse(format).Should().NotBeNull();
    }

    [Fact]
    public void An_API_key_is_asked_for_where_that_is_the_authorization()
    {
        var template = StackTemplate.Of(stack => _ = new LlmWebSocketGateway(stack, "Gateway", new LlmWebSocketGatewayProps { Models = [Fakes.Nova], Authorization = GatewayAuthorization.ApiKey() }));
        var connect = template.All("AWS::ApiGatewayV2::Route").Single(route => (string)route["RouteKey"]! == "$connect");
        ((bool)connect["ApiKeyRequired"]!).Should().BeTrue();
        var stage = template.Only("AWS::ApiGateway::UsagePlan")["ApiStages"]!.AsArray().Single()!;
        (Cfn.Text(stage["ApiId"]!), Cfn.Text(stage["Stage"]!)).Should().Be(("${GatewayApi}", "prod"));
    }

    [Fact]
    public void Everything_at_once_stands_before_the_same_judges()
    {
        var template = StackTemplate.Of(stack =>
        {
            var key = new Key(stack, "Kms", new KeyProps { EnableKeyRotation = true });
            _ = new LlmWebSocketGateway(stack, "Gateway", new LlmWebSocketGatewayProps
            {
                Models = [Fakes.Nova],
                OnDisconnect = OnDisconnect.Cancel,
                History = new ChatHistory(stack, "History", new ChatHistoryProps { EncryptionKey = key, TimeToLive = Duration.Days(1) }),
                EncryptionKey = key,
                Domain = new GatewayDomain { Name = "ws.example.com", BasePath = "chat", Certificate = Certificate.FromCertificateArn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/abc") },
            });
        });

        var config = Cfn.Text(template.Properties("GatewayWorker")["Environment"]!["Variables"]!["LLM_GATEWAY_CONFIG"]!);
        JsonNode.Parse(config)!["cancelOnDisconnect"]!.GetValue<bool>().Should().BeTrue();
        JsonNode.Parse(config)!["history"]!["ttlSeconds"]!.GetValue<int>().Should().Be(86_400);
        template.All("AWS::ApiGatewayV2::ApiMapping").Single()["ApiMappingKey"]!.ToString().Should().Be("chat");
    }

    [Fact]
    public void Mistakes_are_all_named_at_once()
    {
        var making = () => StackTemplate.Of(stack => _ = new LlmWebSocketGateway(stack, "Gateway", new LlmWebSocketGatewayProps { Models = [], Throttle = new GatewayThrottle { Burst = 0 } }));
        making.Should().Throw<InvalidPropsException>().WithMessage("*Models*").WithMessage("*Throttle.Burst*");
        var tooShort = () => StackTemplate.Of(stack => _ = new ChatHistory(stack, "History", new ChatHistoryProps { TimeToLive = Duration.Seconds(1) }));
        tooShort.Should().Throw<InvalidPropsException>().WithMessage("*TimeToLive*");
    }

    private IReadOnlyList<string> PermissionsOf(string function) => Iam.Lines(_template.Properties($"Gateway{function}RoleDefaultPolicy")["PolicyDocument"]!);
}
