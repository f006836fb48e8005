using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Sockets;

namespace LlmGateway.Core.Tests.Sockets;

public sealed class AnswerFramesTests
{
    private static readonly NativeFrames Names = new("chat", "request");
    private static readonly AnswerHead Head = new("request", "model", DateTimeOffset.UnixEpoch, FromCache: false, static _ => null);

    [Fact]
    public async Task While_a_frame_is_on_its_way_what_comes_gathers_to_the_next()
    {
        var line = new Line { Holds = true };
        using var frames = new AnswerFrames(Names, line, "c1");
        var sending = frames.RunAsync(CancellationToken.None);
        frames.Add("one ");
        await line.Asked.WaitAsync();

        frames.Add("two ");
        frames.Add("three");
        frames.End(Last);
        line.Release();
        await sending;

        line.Texts.Should().Equal("one ", "two three", "");
        line.Sequences.Should().Equal(0, 1, 2);
    }

    [Fact]
    public async Task A_connection_that_takes_over_gets_all_that_it_does_not_have_and_nothing_else()
    {
        var line = new Line { Gone = "c1" };
        using var frames = new AnswerFrames(Names, line, "c1");
        frames.Add("one ");
        var sending = frames.RunAsync(CancellationToken.None);
        await line.Asked.WaitAsync();
        frames.Kept(0).Should().Equal("one ");
        frames.Add("two");

        frames.Redirect("c2", -1);
        frames.End(Last);
        await sending;

        line.To.Should().Equal("c2", "c2", "c2");
        line.Sequences.Should().Equal(0, 1, 2);
        string.Concat(line.Texts).Should().Be("one two");
    }

    [Fact]
    public async Task After_the_end_a_redirection_is_served_by_another_run()
    {
        var line = new Line();
        using var frames = new AnswerFrames(Names, line, "c1");
        frames.Add("one");
        frames.End(Last);
        await frames.RunAsync(CancellationToken.None);

        frames.Redirect("c2", 0);
        await frames.RunAsync(CancellationToken.None);

        line.To.Should().Equal("c1", "c1", "c2");
        line.Sequences.Should().Equal(0, 1, 1);
    }

    [Fact]
    public async Task Only_the_first_end_counts()
    {
        var line = new Line();
        using var frames = new AnswerFrames(Names, line, "c1");

        frames.End(Last);
        frames.End((json, seq) => Names.Error(json, seq, new GatewayError(ErrorKind.Internal, "late")));
        await frames.RunAsync(CancellationToken.None);

        line.Messages.Should().ContainSingle().Which["error"].Should().BeNull();
    }

    [Fact]
    public async Task A_cached_answer_is_one_frame_and_more_only_where_one_would_be_too_large()
    {
        var line = new Line();
        using var small = new AnswerFrames(Names, line, "c1");
        small.EndWhole("All of it.", (json, text, seq) => Names.Last(json, text, seq, FinishReason.Stop, null, Head));
        await small.RunAsync(CancellationToken.None);
        line.Messages.Should().ContainSingle();

        var long_ = new Line();
        using var large = new AnswerFrames(Names, long_, "c1");
        var text = new string('ü', PendingText.MostInFrame * 2 + 1);
        large.EndWhole(text, (json, piece, seq) => Names.Last(json, piece, seq, FinishReason.Stop, null, Head));
        await large.RunAsync(CancellationToken.None);

        long_.Sequences.Should().Equal(0, 1, 2);
        string.Concat(long_.Texts).Should().Be(text);
    }

    private static void Last(System.Text.Json.Utf8JsonWriter json, int seq) => Names.Last(json, "", seq, FinishReason.Stop, null, Head);

    /// <summary>A connection that may hold what it is sent, or be gone.</summary>
    private sealed class Line : IConnectionPoster
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SemaphoreSlim Asked { get; } = new(0);
        public bool Holds { get; init; }
        public string? Gone { get; init; }
        public List<string> To { get; } = [];
        public List<JsonNode> Messages { get; } = [];
        public IEnumerable<string> Texts => Messages.Select(message => message["completion"]!.GetValue<string>());
        public IEnumerable<int> Sequences => Messages.Select(message => message["seq"]!.GetValue<int>());

        public void Release() => _released.SetResult();

        public async Task<bool> PostAsync(string connectionId, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Asked.Release();
            if (connectionId == Gone) return false;
            if (Holds) await _released.Task;
            To.Add(connectionId);
            Messages.Add(JsonNode.Parse(Encoding.UTF8.GetString(message.Span))!);
            return true;
        }
    }
}
