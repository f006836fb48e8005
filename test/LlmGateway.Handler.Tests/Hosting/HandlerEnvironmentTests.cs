using LlmGateway.Handler.Hosting;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;

namespace LlmGateway.Handler.Tests.Hosting;

public class HandlerEnvironmentTests
{
    [Fact]
    public void Defaults_are_one_invocation_at_a_time_without_contents_in_the_log()
    {
        var environment = Read();
        environment.Concurrency.Should().Be(1);
        environment.LogLevel.Should().Be(LogLevel.Information);
        environment.LogContent.Should().BeFalse();
        environment.MetricsNamespace.Should().Be("LlmGateway");
        environment.Role.Should().BeNull();
    }

    [Fact]
    public void Every_variable_is_read()
    {
        var environment = Read(("_HANDLER", "rest"), ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"), ("AWS_LAMBDA_MAX_CONCURRENCY", "8"),
            ("AWS_LAMBDA_LOG_LEVEL", "WARN"), ("LLM_GATEWAY_METRICS_NAMESPACE", "Ours"), ("LLM_GATEWAY_LOG_CONTENT", "true"), ("AWS_REGION", "eu-west-1"));
        environment.Role.Should().Be("rest");
        environment.RuntimeApi.Should().Be("127.0.0.1:9001");
        environment.Concurrency.Should().Be(8);
        environment.LogLevel.Should().Be(LogLevel.Warning);
        environment.MetricsNamespace.Should().Be("Ours");
        environment.LogContent.Should().BeTrue();
        environment.Region.Should().Be("eu-west-1");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("many")]
    public void A_concurrency_that_is_none_is_one(string value) => Read(("AWS_LAMBDA_MAX_CONCURRENCY", value)).Concurrency.Should().Be(1);

    [Theory]
    [InlineData("1")]
    [InlineData("TRUE")]
    [InlineData("yes")]
    public void Contents_are_logged_for_one_word_only(string value) => Read(("LLM_GATEWAY_LOG_CONTENT", value)).LogContent.Should().BeFalse();

    [Theory]
    [InlineData("127.0.0.1:9001", "127.0.0.1", 9001)]
    [InlineData("localhost:80", "localhost", 80)]
    public void The_runtime_api_is_host_and_port(string text, string host, int port)
    {
        var endpoint = RuntimeApiEndpoint.Parse(text);
        (endpoint.Host, endpoint.Port).Should().Be((host, port));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData(":9001")]
    [InlineData("127.0.0.1:http")]
    public void What_is_no_host_and_port_is_refused_by_name(string text)
    {
        var parse = () => RuntimeApiEndpoint.Parse(text);
        parse.Should().Throw<RuntimeApiException>().WithMessage($"AWS_LAMBDA_RUNTIME_API is '{text}', not host:port.");
    }

    private static HandlerEnvironment Read(params (string Name, string Value)[] variables) =>
        HandlerEnvironment.Read(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
