using System.Net;
using System.Text.Json.Nodes;

namespace LlmGateway.EndToEnd;

/// <summary>API keys that must not count, at both gateways.</summary>
[Collection(TeamChat.Collection)]
public sealed class ApiKeyAttackTests(TeamChat stack)
{
    [Fact]
    public async Task A_disabled_key()
    {
        await using var run = await stack.StartAsync(options => options with { ChangeTemplate = template => Change(template, "AWS::ApiGateway::ApiKey", key => key["Enabled"] = false) });

        (await RestAsync(run)).Should().Be(HttpStatusCode.Unauthorized);
        (await Refusal(() => SocketClient.ConnectAsync(run, run.ApiKeys[0].Value))).Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_whose_quota_is_used_up()
    {
        await using var run = await stack.StartAsync(options => options with
        {
            ChangeTemplate = template => Change(template, "AWS::ApiGateway::UsagePlan", plan => plan["Quota"] = new JsonObject { ["Limit"] = 1, ["Period"] = "DAY" }),
        });

        (await RestAsync(run)).Should().Be(HttpStatusCode.OK);
        (await RestAsync(run)).Should().Be(HttpStatusCode.TooManyRequests);
        using var first = await SocketClient.ConnectAsync(run, run.ApiKeys[0].Value);
        (await Refusal(() => SocketClient.ConnectAsync(run, run.ApiKeys[0].Value))).Should().Be(HttpStatusCode.TooManyRequests);
    }

    private static async Task<HttpStatusCode> RestAsync(Tool.Local.LocalRun run)
    {
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = run.Apis.Single().Url };
        client.DefaultRequestHeaders.Add("x-api-key", run.ApiKeys[0].Value);
        using var response = await client.GetAsync("v1/models");
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode?> Refusal(Func<Task<SocketClient>> connect) => (await connect.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode;

    private static void Change(JsonObject template, string type, Action<JsonNode> change)
    {
        foreach (var (_, resource) in template["Resources"]!.AsObject())
            if (resource!["Type"]!.GetValue<string>() == type) change(resource["Properties"]!);
    }
}
