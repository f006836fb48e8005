using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Shared;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Tests.Sample;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tool.Tests;

/// <summary><c>--upstream URL</c>: every model of the stack goes to one server.</summary>
public sealed class UpstreamTests
{
    private const string Catalog = """
        {"name":"g","models":[
          {"alias":"claude","upstream":"bedrock","model":"anthropic.claude","region":"us-east-1","maxTokens":100},
          {"alias":"gpt","upstream":"openai","model":"gpt-5","endpoint":"https://api.openai.com/v1","credential":{"secretArn":"arn:aws:secretsmanager:us-east-1:123456789012:secret:openai"}}]}
        """;

    [Fact]
    public async Task Every_model_goes_to_the_first_that_the_server_lists()
    {
        await using var server = await StartServerAsync();
        await using var sample = await StartAsync(new UpstreamChoice(new Uri(server.Urls.Single() + "/v1/")));
        var document = await DocumentAsync(sample);
        document.Models.Select(model => model.Alias).Should().Equal("claude", "gpt");
        document.Models.Should().OnlyContain(model => model.Upstream == "openai" && model.Model == "llama" && model.Endpoint == server.Urls.Single() + "/v1" && model.Credential == null && model.Region == null);
        document.Models[0].MaxTokens.Should().Be(100);
        sample.Run.Notices.Should().NotContain(notice => notice.Contains("--secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_becomes_a_secret_that_the_role_may_read()
    {
        await using var sample = await StartAsync(new UpstreamChoice(new Uri("https://models.example/v1"), "m", "the-key"));
        var document = await DocumentAsync(sample);
        document.Models[0].Credential!.SecretArn.Should().Be("arn:aws:secretsmanager:us-east-1:123456789012:secret:llm-gateway/local-upstream-local0");
        using var response = await sample.OrderAsync("echo", """{"do":"environment"}""");
        (await response.Content.ReadAsStringAsync()).Should().NotContain("the-key");
    }

    [Fact]
    public async Task A_server_that_can_not_be_asked_is_told_with_the_way_out()
    {
        var start = async () => { await using var sample = await StartAsync(new UpstreamChoice(new Uri("http://127.0.0.1:1/v1"))); };
        await start.Should().ThrowAsync<LocalRunException>().WithMessage("http://127.0.0.1:1/v1/models could not be read (*); name the model with --upstream-model, or check the URL, which ends in /v1 on most servers.");
    }

    [Fact]
    public async Task A_key_that_nobody_gave_is_told_at_start()
    {
        await using var sample = await StartAsync(null);
        sample.Run.Notices.Should().Contain("gpt needs the key in arn:aws:secretsmanager:us-east-1:123456789012:secret:openai, which is not here; give it with --secret openai=VALUE.");
    }

    private static Task<SampleRun> StartAsync(UpstreamChoice? upstream) => SampleRun.StartAsync(
        template => SampleAssembly.PropertiesOf(template, "Function")["Environment"]!["Variables"]![HandlerContract.Variables.Config] = Catalog,
        options => options with { Upstream = upstream });

    private static async Task<GatewayDocument> DocumentAsync(SampleRun sample)
    {
        using var response = await sample.OrderAsync("echo", """{"do":"environment"}""");
        var environment = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return JsonSerializer.Deserialize(environment[HandlerContract.Variables.Config]!.ToString(), GatewayDocumentJson.Default.GatewayDocument)!;
    }

    private static async Task<WebApplication> StartServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/v1/models", http => http.Response.WriteAsync("""{"object":"list","data":[{"id":"llama"},{"id":"other"}]}"""));
        await app.StartAsync();
        return app;
    }
}
