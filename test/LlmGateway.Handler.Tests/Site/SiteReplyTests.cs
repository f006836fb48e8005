using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Handler.Site;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Tests.Site;

public sealed class SiteReplyTests
{
    private static readonly SiteDocument Document = new() { Bucket = "b", Headers = new Dictionary<string, string> { ["x-frame-options"] = "DENY" } };
    private static readonly byte[] Script = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("export const a = 1;\n", 500)));

    [Theory]
    [InlineData("text/javascript")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("application/javascript")]
    [InlineData("image/svg+xml")]
    public void Text_is_compressed_for_who_takes_it(string contentType)
    {
        var reply = Reply(contentType, Script, takesGzip: true);

        reply["headers"]!["content-encoding"]!.ToString().Should().Be("gzip");
        reply["headers"]!["vary"]!.ToString().Should().Be("accept-encoding");
        reply["headers"]!["x-frame-options"]!.ToString().Should().Be("DENY");
        var body = Convert.FromBase64String(reply["body"]!.ToString());
        body.Length.Should().BeLessThan(Script.Length / 10);
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress)) gzip.CopyTo(unpacked);
        unpacked.ToArray().Should().Equal(Script);
    }

    [Fact]
    public void Who_does_not_take_it_gets_it_plain_and_who_keeps_it_is_told_that_it_differs()
    {
        var reply = Reply("text/javascript", Script, takesGzip: false);

        Convert.FromBase64String(reply["body"]!.ToString()).Should().Equal(Script);
        reply["headers"]!["vary"]!.ToString().Should().Be("accept-encoding");
        reply["headers"]!["content-encoding"].Should().BeNull();
    }

    [Theory]
    [InlineData("image/png", 9_000)]
    [InlineData("application/octet-stream", 9_000)]
    [InlineData("text/css", 999)]
    public void What_gains_nothing_stays_as_it_is(string contentType, int length)
    {
        var reply = Reply(contentType, Script[..length], takesGzip: true);

        Convert.FromBase64String(reply["body"]!.ToString()).Should().Equal(Script[..length]);
        reply["headers"]!["content-encoding"].Should().BeNull();
        reply["headers"]!["vary"].Should().BeNull();
    }

    private static JsonNode Reply(string contentType, byte[] content, bool takesGzip) => JsonNode.Parse(SiteReply.OfFile(Document, contentType, "no-cache", content, takesGzip).Span)!;
}
