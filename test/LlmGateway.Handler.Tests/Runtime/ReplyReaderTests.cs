using System.Text;
using CsCheck;
using LlmGateway.Handler.Runtime;

namespace LlmGateway.Handler.Tests.Runtime;

public class ReplyReaderTests
{
    private const string Sized =
        "HTTP/1.1 200 OK\r\ncontent-length: 15\r\nLAMBDA-RUNTIME-AWS-REQUEST-ID:  id-1 \r\nlambda-runtime-deadline-ms: 1700000000123\r\n"
        + "Lambda-Runtime-Trace-Id: Root=1-5bef4de7;Sampled=1\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:f\r\n\r\n{\"hello\":\"you\"}";

    private const string Chunked =
        "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\nA;name=value\r\n, and more\r\n1\r\n!\r\n0\r\nX-Trailer: 1\r\n\r\n";

    [Fact]
    public async Task Replies_split_at_every_position_read_the_same()
    {
        var both = Bytes(Sized + Chunked);
        for (var position = 0; position <= both.Length; position++)
            await AssertBothAsync(SplitStream.At(both, position), $"it was split at {position}");
        await AssertBothAsync(SplitStream.EveryByte(both), "it came byte by byte");
    }

    [Fact]
    public Task Bodies_of_any_size_survive_any_split() =>
        Gen.Select(Gen.Byte.Array[0, 20_000], Gen.Bool, Gen.Int[1, 4_000]).SampleAsync(async (body, chunked, piece) =>
        {
            var bytes = chunked
                ? [.. Bytes("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"), .. body.Chunk(777).SelectMany(Chunk), .. Bytes("0\r\n\r\n")]
                : (byte[])[.. Bytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];
            using var reader = new ReplyReader(new SplitStream([.. bytes.Chunk(piece)]));
            using var reply = await reader.ReadAsync(true, CancellationToken.None);
            return reply!.Body.Memory.Span.SequenceEqual(body);
        }, iter: 200);

    [Fact]
    public async Task Interim_replies_are_passed_over()
    {
        using var reader = Over("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nx: y\r\n\r\nHTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n");
        using var reply = await reader.ReadAsync(false, CancellationToken.None);
        reply!.Head.Status.Should().Be(202);
    }

    [Fact]
    public async Task Without_a_length_the_body_is_all_until_the_close_or_nothing()
    {
        using var toEnd = Over("HTTP/1.1 200 OK\r\n\r\nall of it");
        using var whole = await toEnd.ReadAsync(bodyMayEndTheConnection: true, CancellationToken.None);
        Text(whole!).Should().Be("all of it");
        whole!.KeepsOpen.Should().BeFalse();

        using var none = Over("HTTP/1.1 202 Accepted\r\n\r\n");
        using var empty = await none.ReadAsync(bodyMayEndTheConnection: false, CancellationToken.None);
        empty!.Body.Length.Should().Be(0);
        empty.KeepsOpen.Should().BeFalse();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", true)]
    public async Task The_connection_stays_open_unless_the_server_says_otherwise(string text, bool open)
    {
        using var reader = Over(text);
        using var reply = await reader.ReadAsync(true, CancellationToken.None);
        reply!.KeepsOpen.Should().Be(open);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n", "*status line*")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n", "*status line*")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n", "*number*")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", "*middle of a reply*")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "*middle of a reply*")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "*no size*")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", "*longer than it says*")]
    public async Task Malformed_replies_are_refused_by_what_is_wrong(string text, string message)
    {
        using var reader = Over(text);
        var read = async () => await reader.ReadAsync(true, CancellationToken.None);
        await read.Should().ThrowAsync<RuntimeApiException>().WithMessage(message);
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        using var reader = Over("HTTP/1.1 200 OK\r\n" + new string('x', 100_000));
        var read = async () => await reader.ReadAsync(true, CancellationToken.None);
        await read.Should().ThrowAsync<RuntimeApiException>().WithMessage("*do not end*");
    }

    [Fact]
    public async Task A_close_before_the_first_byte_is_no_reply()
    {
        using var reader = Over("");
        (await reader.ReadAsync(true, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task What_a_watch_saw_belongs_to_the_next_reply()
    {
        using var reader = new ReplyReader(SplitStream.At(Bytes(Sized), 7));
        (await reader.Watch()).Should().Be(7);
        using var reply = await reader.ReadAsync(true, CancellationToken.None);
        Text(reply!).Should().Be("{\"hello\":\"you\"}");
    }

    private static async Task AssertBothAsync(SplitStream stream, string because)
    {
        using var reader = new ReplyReader(stream);
        using var first = await reader.ReadAsync(true, CancellationToken.None);
        first!.Head.Status.Should().Be(200, because);
        first.Head.RequestId.Should().Be("id-1", because);
        first.Head.DeadlineMs.Should().Be(1_700_000_000_123, because);
        first.Head.TraceId.Should().Be("Root=1-5bef4de7;Sampled=1", because);
        first.Head.FunctionArn.Should().Be("arn:aws:lambda:f", because);
        Text(first).Should().Be("{\"hello\":\"you\"}", because);
        using var second = await reader.ReadAsync(true, CancellationToken.None);
        second!.Head.Status.Should().Be(202, because);
        Text(second).Should().Be("hello, and more!", because);
        (await reader.ReadAsync(true, CancellationToken.None)).Should().BeNull(because);
    }

    private static ReplyReader Over(string text) => new(SplitStream.At(Bytes(text), text.Length / 2));

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Chunk(byte[] data) => [.. Bytes($"{data.Length:x}\r\n"), .. data, .. Bytes("\r\n")];

    private static string Text(Reply reply) => Encoding.ASCII.GetString(reply.Body.Memory.Span);
}
