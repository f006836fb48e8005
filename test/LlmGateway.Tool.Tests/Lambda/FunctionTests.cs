using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.Lambda;

public sealed class FunctionTests
{
    [Fact]
    public async Task The_environment_is_the_templates_and_Lambdas_and_nothing_of_the_developers()
    {
        Environment.SetEnvironmentVariable("AWS_PROFILE", "the-developers");
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("echo", """{"do":"environment"}""");
        var environment = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        environment["AWS_PROFILE"].Should().BeNull();
        environment["ROLE_NAME"]!.ToString().Should().StartWith("Sample-Role-");
        environment["_HANDLER"]!.ToString().Should().Be("rest");
        environment["AWS_REGION"]!.ToString().Should().Be("us-east-1");
        environment["AWS_LAMBDA_FUNCTION_NAME"]!.ToString().Should().StartWith("Sample-Function-");
        environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]!.ToString().Should().Be("512");
        environment["AWS_ENDPOINT_URL"]!.ToString().Should().Be(sample.Run.Endpoint.GetLeftPart(UriPartial.Authority));
        environment["AWS_SESSION_TOKEN"]!.ToString().Should().NotBeEmpty();
        environment["AWS_ACCESS_KEY_ID"]!.ToString().Should().NotBe(sample.Run.Developer.AccessKeyId);
        File.Exists(environment["AWS_CONFIG_FILE"]!.ToString()).Should().BeFalse();
        environment["HOME"]!.ToString().Should().NotBe(Environment.GetEnvironmentVariable("HOME"));
    }

    [Fact]
    public async Task A_handler_that_dies_at_start_is_told_with_its_own_words()
    {
        var start = async () =>
        {
            await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Function")["Environment"]!["Variables"]!["START"] = "die");
        };
        await start.Should().ThrowAsync<LocalRunException>().WithMessage(
            "The handler of Function ended with exit code 3 before its first request: Unhandled exception. No configuration was found. Mend that and start again; --trace shows all that it writes.");
    }

    [Fact]
    public async Task Requests_beyond_the_concurrency_wait_for_a_process()
    {
        await using var sample = await SampleRun.StartAsync(options: options => options with { Concurrency = 1 });
        using var first = await sample.OrderAsync("stream", $$"""{"do":"stream","parts":["data: 1\n\n","data: 2\n\n"],"gate":"{{sample.Gate}}"}""");
        var second = sample.OrderAsync("echo", "{}");
        await sample.Trace.SeenAsync("waits for a process of Function: --concurrency is reached");
        sample.OpenGate();
        (await first.Content.ReadAsStringAsync()).Should().Be("data: 1\n\ndata: 2\n\n");
        using var answer = await second;
        answer.IsSuccessStatusCode.Should().BeTrue();
        sample.Run.HandlerProcessIds.Should().ContainSingle();
    }

    [Fact]
    public async Task Nothing_is_left_when_the_run_ends()
    {
        int process;
        await using (var sample = await SampleRun.StartAsync()) process = sample.Run.HandlerProcessIds.Single();
        var find = () => System.Diagnostics.Process.GetProcessById(process);
        find.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("Timeout", "soon", "Resource Function, property Timeout: soon is no whole number.")]
    [InlineData("Role", "arn:aws:iam::123456789012:role/elsewhere", "Resource Function, property Role: arn:aws:iam::123456789012:role/elsewhere is not a role of this stack, so the local run can't know what it may do.")]
    public async Task A_function_that_can_not_run_is_told_by_name(string property, string value, string message)
    {
        var start = async () =>
        {
            await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Function")[property] = value);
        };
        await start.Should().ThrowAsync<Exception>().WithMessage(message);
    }

    [Fact]
    public async Task A_teams_own_function_in_another_language_costs_its_routes_alone()
    {
        await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Function")["Runtime"] = "python3.13");
        sample.Run.Notices.Should().Contain("Function does not run here, and its routes answer 500: the local run knows provided.al2023 and dotnet10, not python3.13.");
        using var answer = await sample.OrderAsync("echo", "{}");
        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task What_has_no_effect_is_named_once()
    {
        await using var sample = await SampleRun.StartAsync();
        sample.Run.Notices.Should().Equal("Not emulated: AWS::WAFv2::WebACL (Waf).", "Unknown to the local run, so without effect: AWS::Odd::Thing (Odd).");
    }
}
