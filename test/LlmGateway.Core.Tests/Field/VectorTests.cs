using LlmGateway.Core.Tests.Corpus;
using LlmGateway.Core.Tests.Upstreams;
using LlmGateway.Shared;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Vectors and counts that are odd: copied where they can't be read, the model server's fault where they must be, and never an error of the gateway.</summary>
public sealed class VectorTests
{
    private static readonly ModelDocument Titan = new() { Alias = "titan", Upstream = UpstreamKinds.Bedrock, Model = "amazon.titan-embed-text-v2:0" };

    [Fact]
    public async Task What_is_no_JSON_is_copied_byte_for_byte()
    {
        const string Answer = """{"object":"list","data":[{"embedding":[NaN,0.5]}],"model":"m"}""";

        (await AskAsync("/v1/embeddings", "server", Answer, "float")).Response.Text.Should().Be(Answer);
    }

    [Theory]
    [InlineData("""{"object":"list","data":[{"embedding":"AACAfw=="}],"model":"m"}""", "float")]
    [InlineData("""{"object":"list","data":[{"embedding":[null]}],"model":"m"}""", "base64")]
    [InlineData("""{"object":"list","data":[{"embedding":[0.5],"odd":"\ud83d"}],"model":"m"}""", "base64")]
    public async Task What_can_not_be_read_or_changed_is_copied(string answer, string form)
    {
        var outcome = await AskAsync("/v1/embeddings", "server", answer, form);

        outcome.Response.Status.Should().Be(200, outcome.Response.Text);
        outcome.Response.Text.Should().Be(answer.Replace("\"m\"", "\"server\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"embedding":[1e999],"inputTextTokenCount":3}""", 502)]
    [InlineData("""{"embedding":[{}],"inputTextTokenCount":3}""", 502)]
    [InlineData("""{"embedding":null,"embeddings":null}""", 502)]
    [InlineData("""{"embedding":[0.5],"inputTextTokenCount":null}""", 200)]
    [InlineData("""{"embedding":null,"embeddings":[[0.5]]}""", 200)]
    public async Task A_vector_of_Bedrock_is_finite_or_none(string answer, int status)
    {
        var outcome = await AskAsync("/v1/embeddings", "titan", answer, "float");

        outcome.Response.Status.Should().Be(status, outcome.Response.Text);
    }

    [Theory]
    [InlineData("anthropic", """{"input_tokens":null}""")]
    [InlineData("anthropic", """{"input_tokens":{}}""")]
    [InlineData("anthropic", "[]")]
    [InlineData("claude", """{"inputTokens":"7"}""")]
    [InlineData("claude", "{}")]
    public async Task Where_no_count_can_be_read_it_is_estimated(string model, string answer)
    {
        var outcome = await AskAsync("/v1/messages/count_tokens", model, answer, "");

        outcome.Response.Status.Should().Be(200, outcome.Response.Text);
        outcome.Response.Text.Should().MatchRegex("""^\{"input_tokens":[1-9]""");
    }

    private static Task<CorpusOutcome> AskAsync(string route, string model, string answer, string form)
    {
        var gateway = new CorpusGateway(Titan) { Script = _ => Wire.Json(answer) };
        return gateway.RunAsync(route, [], AnswerQuestion.To(model, route, streamed: form == "base64"));
    }
}
