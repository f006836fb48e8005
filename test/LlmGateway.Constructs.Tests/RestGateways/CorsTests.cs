using Amazon.CDK;

namespace LlmGateway.Constructs.Tests.RestGateways;

public sealed class CorsTests
{
    [Fact]
    public void Without_it_there_is_no_preflight() =>
        StackTemplate.OfGateway(_ => Fakes.Props).Methods.Keys.Should().NotContain(method => method.StartsWith("OPTIONS"));

    [Fact]
    public void Preflight_is_a_mock_on_each_route_without_authorization()
    {
        var template = With(new GatewayCors { AllowOrigins = ["https://chat.example.com"] });
        template.Methods.Keys.Where(method => method.StartsWith("OPTIONS")).Should().BeEquivalentTo(
            "OPTIONS /v1/chat/completions", "OPTIONS /v1/embeddings", "OPTIONS /v1/responses",
            "OPTIONS /v1/responses/compact", "OPTIONS /v1/responses/input_tokens", "OPTIONS /v1/messages", "OPTIONS /v1/messages/count_tokens", "OPTIONS /v1/models", "OPTIONS /v1/models/{id+}", "OPTIONS /v1/prompt");
        var preflight = template.Methods["OPTIONS /v1/chat/completions"];
        ((string)preflight["AuthorizationType"]!).Should().Be("NONE");
        ((string)preflight["Integration"]!["Type"]!).Should().Be("MOCK");
        var headers = preflight["Integration"]!["IntegrationResponses"]![0]!["ResponseParameters"]!;
        ((string)headers["method.response.header.Access-Control-Allow-Origin"]!).Should().Be("'https://chat.example.com'");
        ((string)headers["method.response.header.Access-Control-Allow-Headers"]!).Should().Contain("x-api-key").And.Contain("authorization").And.Contain("x-stainless-os");
        ((string)headers["method.response.header.Access-Control-Max-Age"]!).Should().Be("'3600'");
        headers["method.response.header.Access-Control-Allow-Credentials"].Should().BeNull();
    }

    [Fact]
    public void The_handler_is_told_the_rest() =>
        With(new GatewayCors { AllowOrigins = ["https://a.example.com", "http://localhost:5173"], AllowCredentials = true, ExposeHeaders = ["X-Mine"], MaxAge = Duration.Minutes(5) }).Config.Should().EndWith(
            """
            "cors":{"origins":["https://a.example.com","http://localhost:5173"],"allowCredentials":true,"exposeHeaders":["request-id","retry-after","x-llm-gateway-cache","x-llm-gateway-cache-distance","x-llm-gateway-cache-question","x-llm-gateway-cost-usd","x-llm-gateway-dropped","x-llm-gateway-knowledge","x-llm-gateway-model","x-llm-gateway-usage","x-mine","x-request-id"]}}
            """);

    [Fact]
    public void Errors_of_API_Gateway_can_be_read_by_the_page_too()
    {
        Header(With(new GatewayCors { AllowOrigins = ["https://chat.example.com"] })).Should().Be("'https://chat.example.com'");
        Header(With(new GatewayCors { AllowOrigins = ["https://a.example.com", "https://b.example.com"] })).Should().Be("method.request.header.Origin", "a fixed one could only be right for one of them");
        Header(StackTemplate.OfGateway(_ => Fakes.Props)).Should().BeNull();
    }

    [Fact]
    public void Any_origin_is_allowed_and_said() =>
        With(new GatewayCors { AllowOrigins = ["*"] }).Messages.Should().Contain(message => message.Contains("[ack: LlmGateway:CorsAnyOrigin]"));

    private static StackTemplate With(GatewayCors cors) => StackTemplate.OfGateway(_ => Fakes.Props with { Api = new GatewayApi { Cors = cors } });

    private static string? Header(StackTemplate template) => (string?)template.All("AWS::ApiGateway::GatewayResponse")
        .Single(response => (string)response["ResponseType"]! == "THROTTLED")["ResponseParameters"]!["gatewayresponse.header.access-control-allow-origin"];
}
