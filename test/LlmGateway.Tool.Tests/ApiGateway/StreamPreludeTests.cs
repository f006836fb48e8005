using System.Text;
using LlmGateway.Tool.Local.ApiGateway;

namespace LlmGateway.Tool.Tests.ApiGateway;

public sealed class StreamPreludeTests
{
    private const string Metadata = """{"statusCode":201,"headers":{"Content-Type":"text/plain","A":"ü"},"multiValueHeaders":{"A":["1","2"]},"cookies":["c=1","d=2"]}""";
    private static readonly byte[] Whole = [.. Encoding.UTF8.GetBytes(Metadata), .. new byte[8], .. "body\0with\0nuls"u8];

    [Fact]
    public void Cut_at_every_byte_it_gives_the_same_head_and_body()
    {
        for (var cut = 0; cut <= Whole.Length; cut++)
        {
            var (head, body) = Read(Whole[..cut], Whole[cut..]);
            Check(head, body);
        }
    }

    [Fact]
    public void Byte_by_byte_it_gives_the_same_head_and_body()
    {
        var (head, body) = Read([.. Whole.Select(value => new[] { value })]);
        Check(head, body);
    }

    [Fact]
    public void Nothing_before_the_delimiter_is_a_plain_200() => Read(new byte[8]).Head!.Status.Should().Be(200);

    [Theory]
    [InlineData("{\"statusCode\":200}", 7, "x")]
    [InlineData("[1]", 8, "")]
    [InlineData("{\"statusCode\":", 8, "")]
    [InlineData("{\"statusCode\":\"many\"}", 8, "")]
    [InlineData("{\"statusCode\":200,\"headers\":[]}", 8, "")]
    public void What_is_no_metadata_is_refused(string metadata, int nuls, string rest)
    {
        var read = () => Read([.. Encoding.UTF8.GetBytes(metadata), .. new byte[nuls], .. Encoding.UTF8.GetBytes(rest)]);
        read.Should().Throw<RefusedException>().Which.Refusal.Should().Be(GatewayRefusal.MalformedProxyResponse);
    }

    private static void Check(ResponseHead? head, byte[] body)
    {
        head!.Status.Should().Be(201);
        head.Headers.Should().Contain(pair => pair.Key == "Content-Type" && pair.Value == "text/plain");
        head.Headers.Single(pair => pair.Key == "A").Value.Should().Equal("1", "2");
        head.Headers.Single(pair => pair.Key == "Set-Cookie").Value.Should().Equal("c=1", "d=2");
        body.Should().Equal("body\0with\0nuls"u8.ToArray());
    }

    private static (ResponseHead? Head, byte[] Body) Read(params byte[][] pieces)
    {
        var prelude = new StreamPrelude();
        var body = new List<byte>();
        foreach (var piece in pieces)
        {
            var taken = prelude.Head is null ? prelude.Take(piece) : 0;
            body.AddRange(piece[taken..]);
        }
        return (prelude.Head, [.. body]);
    }
}
