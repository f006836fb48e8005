using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.EndToEnd;

/// <summary>The role's policies are exactly enough: nothing is denied with them all, and something is without any one of them.</summary>
[Collection(QuickStart.Collection)]
public sealed class PermissionTests(QuickStart stack)
{
    [Fact]
    public async Task Nothing_is_denied_with_the_permissions_of_the_template()
    {
        var (decisions, _) = await UseAllAsync(_ => { });

        decisions.Should().NotBeEmpty().And.OnlyContain(decision => decision.Allowed);
    }

    [Fact]
    public async Task Each_single_permission_is_needed()
    {
        IReadOnlyList<TemplatePermission> permissions = [];
        // The functions that fill and empty the page's bucket are the CDK's own, and do so at deployment alone.
        await UseAllAsync(template => permissions = [.. TemplatePermissions.Of(template).Where(permission => !permission.LogicalId.StartsWith("CustomCDK", StringComparison.Ordinal))]);
        permissions.Should().NotBeEmpty();
        List<string> unneeded = [];

        foreach (var permission in permissions)
        {
            var (decisions, _) = await UseAllAsync(template => TemplatePermissions.Remove(template, permission));
            if (!decisions.Any(decision => !decision.Allowed && decision.Action == permission.Action)) unneeded.Add(permission.ToString());
        }

        unneeded.Should().BeEmpty("a permission that nothing misses is one too many");
    }

    [Fact]
    public async Task A_denied_model_fails_its_request_and_says_whose_fault_it_is()
    {
        var (_, answers) = await UseAllAsync(template => TemplatePermissions.RemoveAction(template, "bedrock:InvokeModel"));

        answers.Where(answer => !answer.Streamed).Should().OnlyContain(answer => answer.Status == 502 && answer.Body.Contains("operator"));
        answers.Where(answer => answer.Streamed).Should().OnlyContain(answer => answer.Status == 200);
    }

    /// <summary>Uses all that the stack can do: every model, streaming and not, asked, kept and found in the cache.</summary>
    private async Task<(IReadOnlyCollection<AwsDecision> Decisions, IReadOnlyList<(bool Streamed, int Status, string Body)> Answers)> UseAllAsync(Action<JsonObject> changeTemplate)
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        List<(bool, int, string)> answers = [];
        await using var run = await stack.StartAsync(SimulatorScript.Unlimited, changeTemplate, decisions.Enqueue);
        using var client = QuickStart.CreateClient(run);
        var models = JsonNode.Parse(await client.GetStringAsync("v1/models"))!["data"]!.AsArray().Select(entry => entry!["id"]!.GetValue<string>());
        foreach (var model in models)
            foreach (var streamed in new[] { false, true })
            {
                var flag = streamed ? "true" : "false";
                using var body = new StringContent(
                    $$"""{"model":"{{model}}","stream":{{flag}},"messages":[{"role":"user","content":"What is {{model}}, streamed {{flag}}?"}]}""", Encoding.UTF8, "application/json");
                using var response = await client.PostAsync("v1/chat/completions", body);
                answers.Add((streamed, (int)response.StatusCode, await response.Content.ReadAsStringAsync()));
                using var same = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"x"}]}""", Encoding.UTF8, "application/json");
                using var counted = await client.PostAsync("v1/messages/count_tokens", same);
                counted.IsSuccessStatusCode.Should().BeTrue("what can't be counted is estimated");
            }
        return (decisions, answers);
    }
}
