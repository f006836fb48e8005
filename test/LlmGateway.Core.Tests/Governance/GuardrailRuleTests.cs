using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Governance;

public sealed class GuardrailRuleTests
{
    private const string Arn = "arn:aws:bedrock:eu-west-1:111122223333:guardrail/";

    private static readonly CatalogModel Open = new() { Alias = "open", Upstream = UpstreamKinds.Bedrock, UpstreamModel = "amazon.nova-lite-v1:0" };
    private static readonly CatalogModel Guarded = Open with { Guardrail = new GuardrailWish(Arn + "own", "3") };
    private static readonly CatalogModel Offering = Guarded with { CallerGuardrails = [new GuardrailWish(Arn + "strict", "1"), new GuardrailWish("plain", "DRAFT", Trace: true)] };

    private static ParsedChat Asking(GuardrailWish? wish) => new(new ChatRequest { Messages = [], Guardrail = wish });

    [Theory]
    [InlineData("other", "1")]
    [InlineData(Arn + "other", "3")]
    [InlineData(Arn + "own", "2")]
    [InlineData(Arn + "own", "DRAFT")]
    [InlineData("wn", "3")]
    [InlineData("guardrail/own", "3")]
    [InlineData("", "3")]
    public void A_caller_cannot_replace_the_operators(string id, string version)
    {
        foreach (var model in new[] { Open, Guarded, Offering })
        {
            var ask = () => GuardrailRule.Apply(Asking(new GuardrailWish(id, version)), model);

            var error = ask.Should().Throw<GatewayException>().Which.Error;
            error.Kind.Should().Be(ErrorKind.InvalidRequest);
            error.Message.Should().Contain($"'{id}:{version}'").And.Contain("'open'");
            error.Field.Should().Be("x-llm-gateway-guardrail");
        }
    }

    [Theory]
    [InlineData("own", "3", Arn + "own")]
    [InlineData(Arn + "own", "3", Arn + "own")]
    [InlineData("strict", "1", Arn + "strict")]
    [InlineData("plain", "DRAFT", "plain")]
    public void A_caller_chooses_among_those_that_the_operator_offers(string id, string version, string applied) =>
        GuardrailRule.Apply(Asking(new GuardrailWish(id, version)), Offering).Request.Guardrail!.Id.Should().Be(applied);

    [Fact]
    public void What_a_guardrail_found_is_told_if_either_asks_for_it()
    {
        GuardrailRule.Apply(Asking(new GuardrailWish("plain", "DRAFT")), Offering).Request.Guardrail!.Trace.Should().BeTrue();
        GuardrailRule.Apply(Asking(new GuardrailWish("own", "3", Trace: true)), Offering).Request.Guardrail!.Trace.Should().BeTrue();
        GuardrailRule.Apply(Asking(new GuardrailWish("own", "3")), Offering).Request.Guardrail!.Trace.Should().BeFalse();
    }

    [Fact]
    public void Answers_under_different_guardrails_are_different_answers()
    {
        string Fields(GuardrailWish? wish) => GuardrailRule.Apply(Asking(wish), Offering).OtherFields;

        new[] { Fields(null), Fields(new("own", "3")), Fields(new("strict", "1")), Fields(new("plain", "DRAFT")), Fields(new("own", "3", Trace: true)) }
            .Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_cached_answer_ends_with_the_guardrail_under_which_it_was_made()
    {
        var keys = new QuestionKeys(new CacheDocument { Table = "t", Scope = CacheScopes.Shared });

        new[] { Open, Guarded, Guarded with { Guardrail = new GuardrailWish(Arn + "own", "4") }, Guarded with { Guardrail = new GuardrailWish(Arn + "new", "3") } }
            .Select(keys.MadeWith).Should().OnlyHaveUniqueItems();
    }
}
