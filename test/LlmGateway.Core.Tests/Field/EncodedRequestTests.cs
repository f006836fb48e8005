using System.IO.Compression;
using System.Text;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Tests.Corpus;

namespace LlmGateway.Core.Tests.Field;

/// <summary>Bodies that clients compress.</summary>
public sealed class EncodedRequestTests
{
    public static TheoryData<string, string> Encodings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var route in FieldRoutes.All)
                foreach (var encoding in new[] { "gzip", "x-gzip", "GZIP", "deflate", "raw-deflate", "br", "zstd", "identity", "", "gzip, br", "identity, zstd" }) data.Add(route, encoding);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task An_encoded_body_is_read(string route, string encoding)
    {
        var plain = AnswerQuestion.To("server", route, streamed: false);
        var body = encoding.Split(',', StringSplitOptions.TrimEntries).Aggregate(plain, Encode);

        var outcome = await new CorpusGateway().RunAsync(route, new() { ["content-encoding"] = encoding == "raw-deflate" ? "deflate" : encoding }, body);

        outcome.Response.Status.Should().Be(200, "{0}", outcome.Response.Text);
        Encoding.UTF8.GetString(outcome.Calls.Single().Body).Should().Contain("Hi");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task A_bomb_is_too_large(string encoding)
    {
        var body = encoding.Split(',', StringSplitOptions.TrimEntries).Aggregate(new byte[200_000_000], Encode);
        body.Length.Should().BeLessThan(ParseStep.MostBytes);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var outcome = await new CorpusGateway().RunAsync("/v1/messages", new() { ["content-encoding"] = encoding }, body);

        outcome.Response.Status.Should().Be(413);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(64_000_000);
    }

    [Theory]
    [InlineData("compress")]
    [InlineData("gzip, gzip, gzip, gzip")]
    [InlineData("aws-chunked")]
    public async Task Another_encoding_is_refused_with_those_that_are_read(string encoding)
    {
        foreach (var route in FieldRoutes.All)
        {
            var outcome = await new CorpusGateway().RunAsync(route, new() { ["content-encoding"] = encoding }, "x"u8.ToArray());

            (outcome.Response.Status, outcome.Response.Headers["accept-encoding"]).Should().Be((415, "gzip, deflate, br, zstd"));
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task What_is_not_of_its_encoding_is_a_mistake(string encoding)
    {
        foreach (var body in new[] { "{\"model\":\"server\"}"u8.ToArray(), Encode(AnswerQuestion.To("server", "/v1/messages", false), encoding)[..30] })
        {
            var outcome = await new CorpusGateway().RunAsync("/v1/messages", new() { ["content-encoding"] = encoding }, body);

            outcome.Response.Status.Should().Be(400, "{0}", outcome.Response.Text);
        }
    }

    private static byte[] Encode(byte[] body, string encoding)
    {
        using var output = new MemoryStream();
        using (Stream? encoder = encoding.ToLowerInvariant() switch
        {
            "gzip" or "x-gzip" => new GZipStream(output, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(output, CompressionLevel.Fastest),
            "raw-deflate" => new DeflateStream(output, CompressionLevel.Fastest),
            "br" => new BrotliStream(output, CompressionLevel.Fastest),
            "zstd" => new ZstdSharp.CompressionStream(output),
            _ => null,
        })
        {
            if (encoder is null) return body;
            encoder.Write(body);
        }
        return output.ToArray();
    }
}
