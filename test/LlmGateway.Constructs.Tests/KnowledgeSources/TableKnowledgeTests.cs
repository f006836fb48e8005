using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.KMS;
using Attribute = Amazon.CDK.AWS.DynamoDB.Attribute;

namespace LlmGateway.Constructs.Tests.KnowledgeSources;

/// <summary>Records of a table as knowledge: what the function is told, and what it may.</summary>
public sealed class TableKnowledgeTests
{
    [Fact]
    public void The_function_may_query_the_table_and_is_told_its_defaults()
    {
        var template = StackTemplate.OfGateway(stack => Fakes.Props with { Knowledge = [Knowledge.FromTable(Outages(stack)) with { Scopes = [ScopeAccess.ForEveryone("*")] }] });

        template.HandlerPermissions.Should().Contain("Allow dynamodb:Query on ${Outages.Arn}");
        template.Config.Should().Contain("""
            "knowledge":[{"name":"table","scopes":[{"subject":"*","read":["*"]}],"limit":8,"tokenBudget":1500,"deadlineMs":2000,"table":{"table":"${Outages}","key":"node_id"}}]
            """.Trim());
    }

    [Fact]
    public void Every_choice_reaches_the_function()
    {
        var template = StackTemplate.OfGateway(stack =>
        {
            var table = Outages(stack, new Key(stack, "Key"));
            return Fakes.Props with
            {
                Authorization = GatewayAuthorization.ApiKey(new ApiKeyPlan { Keys = ["noc"] }),
                Knowledge =
                [
                    Knowledge.FromTable(table, key: "region", index: "by-region") with
                    {
                        Alias = "outages", Limit = 20, TokenBudget = 3000, Deadline = Duration.Millis(500), NewestFirst = false, TitleField = "title", UriField = "link",
                        Fields = ["summary", "status"], Where = new Dictionary<string, string> { ["status"] = "open" }, Scopes = [ScopeAccess.ForApiKey("noc", "north-*", "lab")],
                    },
                ],
            };
        });

        template.HandlerPermissions.Should().Contain(["Allow dynamodb:Query on ${Outages.Arn}/index/by-region", "Allow kms:Decrypt, kms:DescribeKey on ${Key.Arn}"]);
        template.HandlerPermissions.Should().NotContain(line => line.EndsWith("${Outages.Arn}", StringComparison.Ordinal));
        template.Config.Should().Contain("""
            "read":["north-*","lab"]}],"limit":20,"tokenBudget":3000,"deadlineMs":500,"table":{"table":"${Outages}","index":"by-region","key":"region","oldestFirst":true,"where":{"status":"open"},"fields":["summary","status"],"titleField":"title","uriField":"link"}
            """.Trim());
    }

    [Fact]
    public void A_worker_may_read_the_same_and_is_told_the_same()
    {
        var template = StackTemplate.Of(stack => _ = new LlmWebSocketGateway(stack, "Gateway", new LlmWebSocketGatewayProps
        {
            Models = [Fakes.Nova], Knowledge = [Knowledge.FromTable(Outages(stack)) with { Scopes = [ScopeAccess.ForEveryone("*")] }],
        }));

        Iam.Lines(template.Properties("GatewayWorkerRoleDefaultPolicy")["PolicyDocument"]!).Should().Contain("Allow dynamodb:Query on ${Outages.Arn}");
        Cfn.Text(template.Properties("GatewayWorker")["Environment"]!["Variables"]!["LLM_GATEWAY_CONFIG"]!).Should().Contain("\"knowledge\":[{\"name\":\"table\"");
    }

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        var build = () => StackTemplate.OfGateway(stack =>
        {
            var source = Knowledge.FromTable(Outages(stack), key: " ", index: "") with { Alias = "a b", Limit = 0, TokenBudget = 1, Deadline = Duration.Minutes(1), Fields = [""], Where = new Dictionary<string, string> { [" "] = "x" } };
            var rules = Knowledge.FromTable(Outages(stack, id: "Other")) with
            {
                Scopes = [ScopeAccess.ForGroup("north"), ScopeAccess.ForGroup("north", "a*b"), ScopeAccess.ForApiKey("noc", "*"), ScopeAccess.ForEveryone("")],
            };
            return Fakes.Props with { Knowledge = [source, rules, rules] };
        });

        build.Should().Throw<InvalidPropsException>().Which.Mistakes.Distinct().Should().Equal(
            "Knowledge[0].Alias is 'a b'. Use 1 to 64 letters, digits, '-' and '_'.",
            "Knowledge[0].Limit is 0. Use 1 to 50.",
            "Knowledge[0].TokenBudget is 1. Use 50 to 100000.",
            "Knowledge[0].Deadline is 60000 ms. Use 50 ms to 25 seconds.",
            "Knowledge[0].Scopes lets nobody read it. Name who may, such as ScopeAccess.ForGroup(\"north\", \"north-*\"), or ScopeAccess.ForEveryone(\"*\") where all callers may read all.",
            "Knowledge[0] has no key. Name the partition key, such as \"node_id\".",
            "Knowledge[0] has an index without a name. Name it, or leave it out.",
            "Knowledge[0].Where speaks of the key ' '. Leave it out: the key's value is the scope of the request.",
            "Knowledge[0].Fields has an attribute without a name. Leave it out.",
            "Knowledge[1].Scopes[0] gives the group 'north' no scope. Name at least one, or leave the rule out.",
            "Knowledge[1].Scopes[0] speaks of the group 'north', whom only tokens of Cognito tell. Set Authorization to GatewayAuthorization.Cognito(…).",
            "Knowledge[1].Scopes[1] gives the group 'north' 'a*b', which is neither exact nor ends with its only '*'. Use a scope such as \"node-42\", or a beginning such as \"north-*\".",
            "Knowledge[1].Scopes[1] speaks of the group 'north', whom only tokens of Cognito tell. Set Authorization to GatewayAuthorization.Cognito(…).",
            "Knowledge[1].Scopes[2] speaks of the API key 'noc', which the gateway does not have. Set Authorization to GatewayAuthorization.ApiKey(…).",
            "Knowledge[1].Scopes[3] gives everyone '', which is neither exact nor ends with its only '*'. Use a scope such as \"node-42\", or a beginning such as \"north-*\".",
            "Knowledge[2].Scopes[0] gives the group 'north' no scope. Name at least one, or leave the rule out.",
            "Knowledge[2].Scopes[0] speaks of the group 'north', whom only tokens of Cognito tell. Set Authorization to GatewayAuthorization.Cognito(…).",
            "Knowledge[2].Scopes[1] gives the group 'north' 'a*b', which is neither exact nor ends with its only '*'. Use a scope such as \"node-42\", or a beginning such as \"north-*\".",
            "Knowledge[2].Scopes[1] speaks of the group 'north', whom only tokens of Cognito tell. Set Authorization to GatewayAuthorization.Cognito(…).",
            "Knowledge[2].Scopes[2] speaks of the API key 'noc', which the gateway does not have. Set Authorization to GatewayAuthorization.ApiKey(…).",
            "Knowledge[2].Scopes[3] gives everyone '', which is neither exact nor ends with its only '*'. Use a scope such as \"node-42\", or a beginning such as \"north-*\".",
            "Knowledge has two sources named 'table'. Give each an Alias of its own.");
    }

    private static Table Outages(Stack stack, IKey? key = null, string id = "Outages") => new(stack, id, new TableProps
    {
        PartitionKey = new Attribute { Name = "node_id", Type = AttributeType.STRING },
        SortKey = new Attribute { Name = "at", Type = AttributeType.STRING },
        EncryptionKey = key,
    });
}
