using System.Text.Json.Nodes;
using LlmGateway.Tool.Local.Iam;

namespace LlmGateway.Tool.Tests.Iam;

public sealed class PolicyEvaluatorTests
{
    private const string Table = "arn:aws:dynamodb:us-east-1:123456789012:table/answers";
    private const string Profile = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude";

    [Theory]
    [InlineData("dynamodb:GetItem", Table, true)]
    [InlineData("DynamoDB:getitem", Table, true)]
    [InlineData("dynamodb:PutItem", Table, false)]
    [InlineData("dynamodb:GetItem", Table + "/index/x", false)]
    [InlineData("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/Answers", false)]
    public void What_is_not_allowed_is_denied(string action, string resource, bool allowed) =>
        Decide($$"""{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"{{Table}}"}""", action, resource)
            .Should().Be(allowed ? PolicyOutcome.Allowed : PolicyOutcome.ImplicitDeny);

    [Fact]
    public void A_deny_wins_over_any_allow()
    {
        const string statements = """{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"NoWrites","Effect":"Deny","Action":"dynamodb:Put*","Resource":"*"}""";
        Decide(statements, "dynamodb:PutItem", Table).Should().Be(PolicyOutcome.ExplicitDeny);
        Decide(statements, "dynamodb:GetItem", Table).Should().Be(PolicyOutcome.Allowed);
        Evaluator(statements).Decide(Request("dynamodb:PutItem", Table)).Statement.Should().Be("NoWrites");
    }

    [Theory]
    [InlineData("dynamodb:*Item", "dynamodb:GetItem", true)]
    [InlineData("dynamodb:*Item", "dynamodb:BatchGetItems", false)]
    [InlineData("dynamodb:???Item", "dynamodb:GetItem", true)]
    [InlineData("dynamodb:???Item", "dynamodb:UpdateItem", false)]
    [InlineData("dynamodb:*", "dynamodbx:GetItem", false)]
    public void Actions_have_wildcards(string pattern, string action, bool allowed) =>
        (Decide($$"""{"Effect":"Allow","Action":["{{pattern}}"],"Resource":"*"}""", action, Table) == PolicyOutcome.Allowed).Should().Be(allowed);

    [Theory]
    [InlineData("arn:aws:dynamodb:*:123456789012:table/answers", true)]
    [InlineData("arn:aws:dynamodb:us-*-1:123456789012:table/answers", true)]
    [InlineData("arn:aws:dynamodb:us-east-?:123456789012:table/*", true)]
    [InlineData("arn:aws:dynamodb:*", true)]
    [InlineData("arn:aws:dynamodb:us*1:table/answers", false)]
    [InlineData("arn:aws:dynamodb:eu-*:123456789012:table/answers", false)]
    [InlineData("arn:aws:dynamodb:us-east-1:123456789012:table/answer", false)]
    [InlineData("arn.aws.dynamodb:us-east-1:123456789012:table/answers", false)]
    public void Resources_have_wildcards(string pattern, bool allowed) =>
        (Decide($$"""{"Effect":"Allow","Action":"*","Resource":["{{pattern}}"]}""", "dynamodb:GetItem", Table) == PolicyOutcome.Allowed).Should().Be(allowed);

    [Fact]
    public void Not_forms_are_all_the_rest()
    {
        var statement = $$"""{"Effect":"Allow","NotAction":"dynamodb:Delete*","NotResource":"{{Table}}/index/*"}""";
        Decide(statement, "dynamodb:GetItem", Table).Should().Be(PolicyOutcome.Allowed);
        Decide(statement, "dynamodb:DeleteItem", Table).Should().Be(PolicyOutcome.ImplicitDeny);
        Decide(statement, "dynamodb:Query", Table + "/index/by-user").Should().Be(PolicyOutcome.ImplicitDeny);
    }

    public static TheoryData<string, string?, bool> Conditions => new()
    {
        { $$$"""{"StringEquals":{"k":"{{{Profile}}}"}}""", Profile, true },
        { """{"StringEquals":{"k":["a","b"]}}""", "b", true },
        { """{"StringEquals":{"K":"a"}}""", "a", true },
        { """{"StringEquals":{"k":"a"}}""", "A", false },
        { """{"StringEquals":{"k":"a"}}""", null, false },
        { """{"StringEqualsIfExists":{"k":"a"}}""", null, true },
        { """{"StringEqualsIfExists":{"k":"a"}}""", "b", false },
        { """{"StringNotEquals":{"k":"a"}}""", null, true },
        { """{"StringNotEquals":{"k":["a","b"]}}""", "b", false },
        { """{"StringEqualsIgnoreCase":{"k":"ABC"}}""", "abc", true },
        { """{"StringNotEqualsIgnoreCase":{"k":"ABC"}}""", "abc", false },
        { """{"StringLike":{"k":"us.*"}}""", "us.anthropic", true },
        { """{"StringLike":{"k":"us.*"}}""", "usxanthropic", false },
        { """{"StringNotLike":{"k":"us.*"}}""", "eu.anthropic", true },
        { """{"ArnLike":{"k":"arn:aws:bedrock:*:*:inference-profile/us.*"}}""", Profile, true },
        { """{"ArnEquals":{"k":"arn:aws:bedrock:*:inference-profile/us.*"}}""", Profile, false },
        { """{"ArnNotLike":{"k":"arn:aws:bedrock:*:*:inference-profile/eu.*"}}""", Profile, true },
        { """{"Bool":{"k":"true"}}""", "true", true },
        { """{"Bool":{"k":true}}""", "false", false },
        { """{"NumericLessThan":{"k":"10"}}""", "9.5", true },
        { """{"NumericLessThan":{"k":10}}""", "10", false },
        { """{"NumericLessThanEquals":{"k":10}}""", "10", true },
        { """{"NumericGreaterThan":{"k":"10"}}""", "9", false },
        { """{"NumericGreaterThanEquals":{"k":"10"}}""", "10.0", true },
        { """{"NumericEquals":{"k":"10"}}""", "1e1", true },
        { """{"NumericNotEquals":{"k":"10"}}""", "11", true },
        { """{"DateLessThan":{"k":"2026-01-01T00:00:00Z"}}""", "2025-12-31T23:59:59Z", true },
        { """{"DateGreaterThan":{"k":"0"}}""", "2025-12-31T23:59:59Z", true },
        { """{"IpAddress":{"k":"127.0.0.0/8"}}""", "127.0.0.1", true },
        { """{"IpAddress":{"k":"10.0.0.0/8"}}""", "127.0.0.1", false },
        { """{"NotIpAddress":{"k":"10.0.0.1"}}""", "127.0.0.1", true },
        { """{"Null":{"k":"true"}}""", null, true },
        { """{"Null":{"k":"false"}}""", null, false },
        { """{"Null":{"k":false}}""", "a", true },
        { """{"ForAllValues:StringEquals":{"k":["a","b"]}}""", "a|b", true },
        { """{"ForAllValues:StringEquals":{"k":["a","b"]}}""", "a|c", false },
        { """{"ForAllValues:StringEquals":{"k":["a"]}}""", null, true },
        { """{"ForAnyValue:StringEquals":{"k":["a","b"]}}""", "c|b", true },
        { """{"ForAnyValue:StringEquals":{"k":["a","b"]}}""", null, false },
        { """{"ForAnyValue:StringLike":{"k":"us-*"}}""", "eu-west-1|us-east-1", true },
        { """{"StringEquals":{"k":"${aws:username}"}}""", "alice", true },
        { """{"StringEquals":{"k":"${aws:missing}"}}""", "alice", false },
        { """{"StringEquals":{"k":"${aws:missing, 'alice'}"}}""", "alice", true },
        { """{"StringLike":{"k":"a${*}b"}}""", "a*b", true },
        { """{"StringLike":{"k":"a${*}b"}}""", "axb", false },
        { """{"StringEquals":{"k":"a"},"Bool":{"aws:username":"true"}}""", "a", false },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Conditions_hold_as_in_IAM(string condition, string? value, bool allowed)
    {
        var context = AccessRequest.ContextOf([("aws:username", "alice"), .. (value?.Split('|') ?? []).Select(one => ("k", one))]);
        var outcome = Evaluator($$"""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}}""")
            .Decide(Request("dynamodb:GetItem", Table) with { Context = context }).Outcome;
        (outcome == PolicyOutcome.Allowed).Should().Be(allowed);
    }

    [Theory]
    [InlineData("""{"Action":"a:b","Resource":"*"}""", "Policy of handler, statement 1: it has no Effect.")]
    [InlineData("""{"Sid":"S","Effect":"Permit","Action":"a:b","Resource":"*"}""", "Policy of handler, statement 1 ('S'): Effect 'Permit' is neither Allow nor Deny.")]
    [InlineData("""{"Effect":"Allow","Resource":"*"}""", "Policy of handler, statement 1: it needs exactly one of Action and NotAction.")]
    [InlineData("""{"Effect":"Allow","Action":"a:b"}""", "Policy of handler, statement 1: it needs exactly one of Resource and NotResource.")]
    [InlineData("""{"Effect":"Allow","Action":"GetItem","Resource":"*"}""", "Policy of handler, statement 1: action 'GetItem' names no service.")]
    [InlineData("""{"Effect":"Allow","Actions":"a:b","Resource":"*"}""", "Policy of handler, statement 1: 'Actions' is not an element of a statement.")]
    [InlineData("""{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"StringEqual":{"k":"v"}}}""", "Policy of handler, statement 1: IAM knows no condition operator 'StringEqual'.")]
    [InlineData("""{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{"NumericEquals":{"k":"many"}}}""", "Policy of handler, statement 1: condition NumericEquals of k can't compare with 'many'.")]
    [InlineData("""{"Effect":"Allow","Action":"a:b","Resource":{"Ref":"Table"}}""", "Policy of handler, statement 1: Resource is {\"Ref\":\"Table\"}, not text: an intrinsic that was left unresolved.")]
    [InlineData("""{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":"*"}""", "Policy of handler, statement 1: an identity policy has no Principal.")]
    public void What_IAM_would_not_accept_is_named(string statement, string message)
    {
        var read = () => Evaluator(statement);
        read.Should().Throw<PolicyException>().WithMessage(message);
    }

    [Theory]
    [InlineData("\"*\"", null, true)]
    [InlineData("""{"AWS":"*"}""", "arn:aws:iam::123456789012:user/alice", true)]
    [InlineData("""{"AWS":"arn:aws:iam::123456789012:root"}""", "arn:aws:iam::123456789012:user/alice", true)]
    [InlineData("""{"AWS":"123456789012"}""", "arn:aws:iam::123456789012:user/alice", true)]
    [InlineData("""{"AWS":"arn:aws:iam::123456789012:role/app"}""", "arn:aws:sts::123456789012:assumed-role/app/session", true)]
    [InlineData("""{"AWS":"arn:aws:iam::123456789012:role/app"}""", "arn:aws:sts::123456789012:assumed-role/other/session", false)]
    [InlineData("""{"AWS":"arn:aws:iam::123456789012:root"}""", null, false)]
    [InlineData("""{"Service":"lambda.amazonaws.com"}""", "arn:aws:iam::123456789012:user/alice", false)]
    public void Resource_policies_speak_of_principals(string principal, string? caller, bool allowed)
    {
        var policy = (JsonObject)JsonNode.Parse(
            $$$"""{"Statement":{"Effect":"Allow","Principal":{{{principal}}},"Action":"execute-api:Invoke","Resource":"execute-api:/prod/POST/v1/*"}}""")!;
        var decision = PolicyEvaluator.ForResource("the API", policy).Decide(new AccessRequest
        {
            PrincipalArn = caller,
            Action = "execute-api:Invoke",
            Resource = "arn:aws:execute-api:us-east-1:123456789012:abc123/prod/POST/v1/chat/completions",
        });
        decision.IsAllowed.Should().Be(allowed);
    }

    [Fact]
    public void Refusals_are_worded_as_by_AWS()
    {
        var request = Request("dynamodb:PutItem", Table);
        Evaluator("""{"Effect":"Allow","Action":"a:b","Resource":"*"}""").Decide(request).Describe(request, PolicyKind.Identity).Should().Be(
            $"User: arn:aws:sts::123456789012:assumed-role/app/s is not authorized to perform: dynamodb:PutItem on resource: {Table} because no identity-based policy allows the dynamodb:PutItem action");
        Evaluator("""{"Effect":"Deny","Action":"*","Resource":"*"}""").Decide(request).Describe(request, PolicyKind.Identity).Should().Be(
            $"User: arn:aws:sts::123456789012:assumed-role/app/s is not authorized to perform: dynamodb:PutItem on resource: {Table} with an explicit deny in an identity-based policy");
    }

    private static PolicyOutcome Decide(string statements, string action, string resource) => Evaluator(statements).Decide(Request(action, resource)).Outcome;

    private static PolicyEvaluator Evaluator(string statements) =>
        PolicyEvaluator.ForIdentity("handler", [(JsonObject)JsonNode.Parse($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""")!]);

    private static AccessRequest Request(string action, string resource) =>
        new() { PrincipalArn = "arn:aws:sts::123456789012:assumed-role/app/s", Action = action, Resource = resource };
}
