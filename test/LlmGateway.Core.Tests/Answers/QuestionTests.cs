using System.Text;
using LlmGateway.Core.Answers;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Answers;

public sealed class QuestionTests
{
    private static readonly CatalogModel Model = new() { Alias = "a", Upstream = "bedrock", UpstreamModel = "u" };

    [Theory]
    [InlineData("  What IS\t node\n42? ", "what is node 42")]
    [InlineData("Cafe\u0301！", "café")]
    [InlineData("ｆｕｌｌ　width。", "full width")]
    [InlineData("q\u0323\u0307 \u1112\u1161\u11AB ﬁ ½ ĳ", "q\u0323\u0307 한 fi 1⁄2 ij")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    public void Questions_that_differ_in_form_alone_are_the_same(string question, string same) =>
        new QuestionNormalizer(null).Normalize(question).Should().Be(same);

    [Fact]
    public void Half_a_character_stops_nobody() =>
        new QuestionNormalizer(null).Normalize("é half \uD800").Should().Be("é half \uFFFD");

    [Fact]
    public void Each_rule_is_a_switch()
    {
        const string question = " Ｗhat  IS it?";
        new QuestionNormalizer([]).Normalize(question).Should().Be(question);
        new QuestionNormalizer([NormalizationRules.Unicode]).Normalize(question).Should().Be(" What  IS it?");
        new QuestionNormalizer([NormalizationRules.Case]).Normalize(question).Should().Be(" ｗhat  is it?");
        new QuestionNormalizer([NormalizationRules.Spaces]).Normalize(question).Should().Be("Ｗhat IS it?");
        new QuestionNormalizer([NormalizationRules.EndPunctuation]).Normalize(question).Should().Be(" Ｗhat  IS it");
    }

    [Fact]
    public void All_that_makes_an_answer_is_in_its_key()
    {
        var plain = Ask("Hi");
        ChatRequest[] others =
        [
            Ask("Ho"), plain with { System = [new TextPart("Be brief.")] }, plain with { Temperature = 0.7 }, plain with { TopP = 0.5 },
            plain with { MaxTokens = 7 }, plain with { StopSequences = ["x"] },
        ];

        Key(plain).Should().MatchRegex("^scope#v2#[0-9a-f]{64}$").And.Be(Key(Ask(" hi! ")));
        others.Select(other => Key(other)).Append(Key(plain)).Should().OnlyHaveUniqueItems();
        Key(plain with { Stream = true }).Should().Be(Key(plain), "how it is sent changes no answer");
        Key(plain with { Temperature = 0.0 }).Should().NotBe(Key(plain), "nobody sends a temperature that nobody named");
    }

    [Fact]
    public void Fields_that_pass_through_are_in_the_key_where_they_may_change_the_answer()
    {
        var plain = KeyOfWire("");
        string[] others = [""","response_format":{"type":"json_object"}""", ""","response_format":{"type":"text"}""", ""","seed":1""", ""","seed":2"""];

        others.Select(KeyOfWire).Append(plain).Should().OnlyHaveUniqueItems();
        KeyOfWire(""","user":"ada","metadata":{"a":"b"},"stream":true,"stream_options":{"include_usage":true}""").Should().Be(plain);
        KeyOfWire(""","n":2""").Should().BeNull("of several answers one is not the answer");
    }

    [Fact]
    public void Only_a_first_question_of_plain_text_is_cached()
    {
        Key(Ask("Hi") with { Tools = [new ToolDefinition("f", null, default)] }).Should().BeNull();
        Key(new ChatRequest { Messages = [new(ChatRole.User, [new ImagePart("image/png", default)])] }).Should().BeNull();
        Key(new ChatRequest { Messages = [new(ChatRole.User, [new TextPart("a")]), new(ChatRole.Assistant, [new TextPart("b")]), new(ChatRole.User, [new TextPart("c")])] }).Should().BeNull();
        Key(Ask("?!")).Should().BeNull("nothing is left of it");
    }

    private static ChatRequest Ask(string question) => new() { Messages = [new ChatMessage(ChatRole.User, [new TextPart(question)])] };

    private static string? Key(ChatRequest request, CatalogModel? model = null) => Key(new ParsedChat(request), model);

    private static string? Key(ParsedChat parsed, CatalogModel? model = null) => Keys(parsed, new CacheDocument { Table = "t", Scope = CacheScopes.Identity }, model)?.Own;

    private static AnswerKeys? Keys(ParsedChat parsed, CacheDocument rules, CatalogModel? model = null, string? node = null) =>
        new QuestionKeys(rules).Of(new CallerIdentity("scope"), parsed, model ?? Model, node);

    private static string? KeyOfWire(string others) =>
        Key(OpenAiChatParser.Parse(Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"Hi"}]{{others}}}""")));
}
