using System.Collections.Concurrent;
using LlmGateway.Tool.Local.Aws;

namespace LlmGateway.EndToEnd.Knowledge;

/// <summary>The handler's role is exactly enough for its sources: each permission is used, and without it that one source is left out.</summary>
[Collection(KnowledgeStack.Collection)]
public sealed class KnowledgePermissionTests(KnowledgeStack stack)
{
    private static readonly string[] Actions = ["dynamodb:Query", "es:ESHttpPost", "aoss:APIAccessAll", "s3vectors:QueryVectors", "s3vectors:GetVectors", "bedrock:Retrieve", "lambda:InvokeFunction"];

    [Fact]
    public async Task Every_permission_is_used_and_none_is_missing()
    {
        stack.Decisions.Clear();

        await stack.AskAsync(stack.North, SourceTests.Question("north-1"));

        var used = stack.Decisions.Where(decision => decision.PrincipalArn.Contains("RestHandlerRole", StringComparison.Ordinal)).ToList();
        used.Should().OnlyContain(decision => decision.Allowed);
        used.Select(decision => decision.Action).Should().Contain(Actions).And.Contain("bedrock:InvokeModel");
        var granted = TemplatePermissions.Of(stack.Template).Where(permission => permission.LogicalId.StartsWith("RestHandlerRole", StringComparison.Ordinal)).Select(permission => permission.Action).Distinct();
        granted.Intersect(Actions).Should().BeEquivalentTo(Actions);
    }

    [Theory]
    [InlineData("dynamodb:Query", "outages")]
    [InlineData("es:ESHttpPost", "reports")]
    [InlineData("aoss:APIAccessAll", "notes")]
    [InlineData("s3vectors:QueryVectors", "tickets")]
    [InlineData("s3vectors:GetVectors", "tickets")]
    [InlineData("bedrock:Retrieve", "manuals")]
    [InlineData("lambda:InvokeFunction", "oncall")]
    public async Task Without_its_permission_a_source_is_left_out_and_the_others_are_not(string action, string source)
    {
        ConcurrentQueue<AwsDecision> decisions = [];
        await using var run = await stack.StartAsync(decisions.Enqueue, template => TemplatePermissions.RemoveAction(template, action));
        var token = await KnowledgeStack.TokenOfAsync(run, "nora", "north");

        var reply = await stack.AskAsync(token, SourceTests.Question("north-1"), run: run);

        reply.Headers["x-llm-gateway-knowledge"].Split(", ").Where(store => store.Contains("left_out", StringComparison.Ordinal)).Should().Equal([$"{source};left_out=failed"], reply.Text);
        decisions.Should().Contain(decision => !decision.Allowed && decision.Action == action);
        reply.Text.Should().NotContain("AccessDenied");
    }
}
