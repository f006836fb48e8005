using System.IO.Compression;
using System.Text;
using LlmGateway.Core.Tests.Corpus;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Answers and errors that a proxy before the model server compressed unasked.</summary>
public sealed class EncodedAnswerTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Compressed_answers_are_decoded(string encoding)
    {
        var gateway = new CorpusGateway();
        foreach (var row in AnswerRow.All.Values.Where(row => row.Upstream != "converse" && row.Has("stream") && row.Has("whole")))
            foreach (var form in (string[])["stream", "whole"])
            {
                gateway.Script = _ => Encoded(row.Response(form), row.Bytes(form), encoding);
                var streamed = form == "stream" ? "true" : "false";
                var outcome = await gateway.RunAsync("/v1/chat/completions", [], Encoding.UTF8.GetBytes(
                    $$"""{"model":"{{(row.Upstream == "openai" ? "server" : "anthropic")}}","stream":{{streamed}},"messages":[{"role":"user","content":"Hi"}]}"""));

                outcome.Response.Status.Should().Be(200, $"{row.Name}: {outcome.Response.Text}");
                outcome.Response.Text.Should().Contain("\"model\":\"").And.NotContain("\"error\":{\"message\"", row.Name);
            }
    }

    [Fact]
    public async Task A_compressed_error_keeps_its_words()
    {
        var gateway = new CorpusGateway
        {
            Script = _ => Encoded(new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest), """{"error":{"message":"No such thing.","code":"odd"}}"""u8.ToArray(), "gzip"),
        };
        var outcome = await gateway.RunAsync("/v1/chat/completions", [], """{"model":"server","messages":[{"role":"user","content":"Hi"}]}"""u8.ToArray());

        outcome.Response.Status.Should().Be(400);
        outcome.Response.Text.Should().Contain("No such thing.").And.Contain("odd");
    }

    private static HttpResponseMessage Encoded(HttpResponseMessage response, byte[] bytes, string encoding)
    {
        using var output = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            _ => new ZLibStream(output, CompressionLevel.Fastest, leaveOpen: true),
        }) encoder.Write(bytes);
        var content = new ByteArrayContent(output.ToArray());
        content.Headers.ContentType = response.Content.Headers.ContentType;
        content.Headers.ContentEncoding.Add(encoding);
        response.Content = content;
        return response;
    }
}
