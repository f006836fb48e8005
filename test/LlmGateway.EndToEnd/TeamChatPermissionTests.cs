using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>The roles of both gateways are exactly enough: using all that the stack can do, nothing is denied, and nothing that is allowed stays unused.</summary>
[Collection(TeamChat.Collection)]
public sealed class TeamChatPermissionTests(TeamChat stack)
{
    [Theory]
    [InlineData("SocketWorkerRole")]
    [InlineData("SocketConnectionsRole")]
    [InlineData("SocketFailureRole")]
    [InlineData("RestHandlerRole")]
    public async Task Each_role_uses_all_of_its_actions_and_is_denied_nothing(string role)
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        JsonObject? template = null;
        var script = SimulatorScript.Unlimited with { Rules = [new SimulatorRule { When = new SimulatorMatch { Prompt = "slow" }, Answer = "one two three four five", Pace = new SimulatorPace { TokensPerSecond = 2 } }] };
        await using var run = await stack.StartAsync(options => options with { Script = script, OnDecision = decisions.Enqueue, ChangeTemplate = json => template = json });

        await UseAllAsync(run);

        var used = decisions.Where(decision => decision.PrincipalArn.Contains($"-{role}", StringComparison.Ordinal)).ToList();
        used.Should().NotBeEmpty().And.OnlyContain(decision => decision.Allowed);
        var granted = TemplatePermissions.Of(template!).Where(permission => permission.LogicalId.StartsWith(role, StringComparison.Ordinal)).Select(permission => permission.Action).Distinct();
        // Told of a failure that can't be told: no test makes API Gateway refuse the same post five times over.
        granted.Except(["sqs:SendMessage"]).Should().BeSubsetOf(used.Select(decision => decision.Action).Distinct());
    }

    private static async Task UseAllAsync(LocalRun run)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = run.Apis.Single().Url };
        http.DefaultRequestHeaders.Add("x-api-key", run.ApiKeys[0].Value);
        using var client = await SocketClient.ConnectAsync(run, run.ApiKeys[0].Value);
        foreach (var model in new[] { "claude-haiku", "nova-lite" })
        {
            await client.SendAsync(new JsonObject { ["action"] = "sendmessage", ["prompt"] = $"Hello {model}", ["model"] = model, ["request_id"] = model });
            var chat = (await client.ReadAnswerAsync())[^1]["chat_id"]!.GetValue<string>();
            // The slow one is watched, over REST as well: whether somebody cancels it.
            using var second = await http.PostAsync("v1/prompt", new StringContent(new JsonObject { ["prompt"] = $"slow {model}", ["model"] = model, ["chat_id"] = chat }.ToJsonString()));
            using var streamed = await http.PostAsync("v1/prompt", new StringContent(new JsonObject { ["prompt"] = $"Streamed {model}", ["model"] = model, ["stream"] = true }.ToJsonString()));
            using var counted = await http.PostAsync("v1/messages/count_tokens", new StringContent(new JsonObject { ["model"] = model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "x" }) }.ToJsonString()));
            (await http.GetAsync("v1/chats")).IsSuccessStatusCode.Should().BeTrue();
            (await http.DeleteAsync($"v1/chats/{chat}")).IsSuccessStatusCode.Should().BeTrue();
        }
        using var cancelled = await http.PostAsync("v1/requests/none/cancel", null);
        await client.SendAsync("""{"action":"resume","request_id":"nova-lite","after_seq":0}""");
        await client.ReadAnswerAsync();
        await client.SendAsync("""{"action":"upload","upload_id":"u","part":0,"of":1,"text":"Read me"}""");
        await client.ReceiveAsync();
        await client.SendAsync("""{"action":"sendmessage","prompt_upload_id":"u"}""");
        await client.ReadAnswerAsync();
        await client.SendAsync("""{"action":"sendmessage","prompt":"slow death"}""");
        await client.ReceiveAsync();
        foreach (var id in run.HandlerProcessIdsOf("Worker")) Process.GetProcessById(id).Kill();
        (await client.ReadAnswerAsync())[^1]["error"].Should().NotBeNull();
    }
}
