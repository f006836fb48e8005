using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Governance;

public sealed class ModelFamilyTests
{
    [Theory]
    [InlineData("anthropic.claude-sonnet-4-20250514-v1:0", "Claude Sonnet 4")]
    [InlineData("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "Claude Sonnet 4.5")]
    [InlineData("claude-opus-4-1-20250805", "Claude Opus 4.1")]
    [InlineData("us.anthropic.claude-opus-4-6-v1", "Claude Opus 4.6")]
    [InlineData("anthropic/claude-opus-5", "Claude Opus 5, Fable 5, Mythos 5")]
    [InlineData("eu.anthropic.claude-9-v1:0", "Claude, newer")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", "Nova Lite, Pro")]
    [InlineData("us.amazon.nova-2-lite-v1:0", "Nova 2")]
    [InlineData("us.amazon.nova-premier-v1:0", "Nova Premier")]
    [InlineData("amazon.titan-embed-text-v2:0", "Titan Text Embeddings V2")]
    [InlineData("us.meta.llama3-2-90b-instruct-v1:0", "Llama 3.2 11B, 90B")]
    [InlineData("meta.llama3-70b-instruct-v1:0", "Llama 2, 3")]
    [InlineData("mistral.mistral-7b-instruct-v0:2", "Mistral 7B, Mixtral")]
    [InlineData("openai.gpt-oss-120b-1:0", "gpt-oss")]
    [InlineData("us.openai.gpt-5.6-luna", "GPT-5 on Bedrock")]
    [InlineData("gpt-5.1-chat-latest", "GPT-5 Chat")]
    [InlineData("gpt-5-mini", "GPT-5")]
    [InlineData("openai/o3-mini", "OpenAI o-series")]
    [InlineData("gpt-4.1-nano", "GPT-4.1")]
    [InlineData("gpt-4-turbo", "GPT-4 Turbo")]
    public void An_id_with_any_prefix_finds_its_family(string id, string family) => ModelFamilies.Of(id)!.Name.Should().Be(family);

    [Theory]
    [InlineData("llama3.1:8b")]
    [InlineData("mo1d")]
    [InlineData("arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc")]
    public void What_nobody_has_heard_of_has_none(string id) => ModelFamilies.Of(id).Should().BeNull();

    [Fact]
    public void No_family_is_hidden_by_one_before_it()
    {
        ModelFamilies.All.Select(family => family.Name).Should().OnlyHaveUniqueItems();
        foreach (var family in ModelFamilies.All)
            foreach (var mark in family.Marks)
                ModelFamilies.Of(mark.TrimStart('^'))!.Name.Should().Be(family.Name, mark);
    }

    [Fact]
    public void The_words_of_the_table_are_ones_that_the_gateway_knows()
    {
        foreach (var (name, _, can) in ModelFamilies.All)
        {
            string[] styles = [ReasoningStyles.None, ReasoningStyles.Budget, ReasoningStyles.Adaptive, ReasoningStyles.Nova, ReasoningStyles.Effort, ReasoningStyles.EffortObject];
            if (can.Reasoning is { } style) styles.Should().Contain(style, name);
            if (can.Reasoning is ReasoningStyles.Adaptive or ReasoningStyles.Nova or ReasoningStyles.Effort or ReasoningStyles.EffortObject) can.Efforts.Should().NotBeNullOrEmpty(name);
            (can.Efforts ?? []).Should().BeSubsetOf(["none", "minimal", "low", "medium", "high", "xhigh", "max"], name);
            (can.CachePoints ?? []).Should().BeSubsetOf([CachePlaces.Tools, CachePlaces.System, CachePlaces.Messages], name);
            if (can.CachePoints is not null) can.CacheMinimum.Should().BePositive(name);
            can.ContextWindow.Should().BePositive(name);
        }
    }

    [Fact]
    public void An_unknown_model_is_tried_with_what_a_conversation_needs_and_spared_the_rest()
    {
        var can = new Abilities(new CapabilitiesDocument(), "acme.brand-new-v1:0");

        (can.Tools, can.Vision, can.Documents, can.Streaming, can.SystemPrompt, can.Sampling, can.Prefill).Should().Be((true, true, true, true, true, true, true));
        (can.TemperatureAndTopP, can.StructuredOutput, can.StrictTools, can.ReasoningHistory, can.OneToolAtATime, can.Caches(CachePlaces.System)).Should().Be((false, false, false, false, false, false));
        (can.TopK, can.Reasoning, can.ContextWindow).Should().Be((null, ReasoningStyles.None, null));
        can.Takes(ToolChoiceMode.Named).Should().BeTrue("who asks for it hears from the model");
    }

    [Fact]
    public void The_operator_knows_better_than_the_family()
    {
        var can = new Abilities(new CapabilitiesDocument { Family = "anthropic.claude-haiku-4-5", Vision = false, CachePoints = [], ContextWindow = 1000 }, "arn:aws:bedrock:eu-west-1:1:application-inference-profile/a");

        (can.Vision, can.Caches(CachePlaces.System), can.ContextWindow, can.Reasoning, can.Messages).Should().Be((false, false, 1000, ReasoningStyles.Budget, true));
    }

    [Theory]
    [InlineData("bedrock", "amazon.titan-embed-text-v2:0", null, true)]
    [InlineData("bedrock", "arn:aws:bedrock:eu-west-1:1:application-inference-profile/a", "cohere.embed-v4:0", true)]
    [InlineData("bedrock", "arn:aws:bedrock:eu-west-1:1:application-inference-profile/a", "anthropic.claude-haiku-4-5", false)]
    [InlineData("bedrock", "acme.embedded-v1:0", null, false)]
    [InlineData("openai", "text-embedding-3-small", null, true)]
    [InlineData("openai", "nomic-embed-text", null, true)]
    [InlineData("openai", "gpt-5", null, false)]
    [InlineData("openai", "embed-like", "gpt-4o", false)]
    public void Whether_a_model_makes_vectors_goes_by_what_is_known_of_it(string upstream, string id, string? family, bool embeds) =>
        new CatalogModel { Alias = "a", Upstream = upstream, UpstreamModel = id, Capabilities = new CapabilitiesDocument { Family = family } }.Embeds.Should().Be(embeds);
}
