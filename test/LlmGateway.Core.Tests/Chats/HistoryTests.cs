using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Tests.Pipeline;
using LlmGateway.Core.Tests.Requests;
using LlmGateway.Shared;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Chats;

public sealed class HistoryTests(RecordsTable table) : IClassFixture<RecordsTable>
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly string _chat = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task A_long_chat_is_trimmed_from_its_oldest_turn_and_the_system_prompt_stays()
    {
        var scene = Scene();
        for (var turn = 0; turn < 4; turn++)
        {
            scene = Scene();
            await AskAsync(scene, $"{turn}{new string('x', 1000)}");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var request = scene.Calls[^1].Request;
        request.System.Should().ContainSingle();
        request.Messages.Count.Should().BeInRange(3, 5);
        request.Messages[0].Content.OfType<TextPart>().Single().Text.Should().NotStartWith("0", "the oldest does not fit");
        request.Messages[^1].Content.OfType<TextPart>().Single().Text.Should().StartWith("3");
        (await Chats(scene).ReadAsync("alice", _chat, null, CancellationToken.None)).Should().HaveCount(4, "nothing is trimmed where it is kept");
    }

    [Fact]
    public async Task Turns_carry_model_usage_and_time_and_an_error_is_none()
    {
        var scene = Scene();
        scene.Upstream = (_, _) => Pipeline.Scene.Say(new TextDelta("Hi"), new AnswerEnded(FinishReason.Stop), new UsageReported(new TokenUsage(5, 7)));
        await AskAsync(scene, "one");
        scene = Scene();
        scene.Upstream = (_, _) => throw new GatewayException(new GatewayError(ErrorKind.Overloaded, "busy"));
        await AskAsync(scene, "two");

        var turn = (await Chats(scene).ReadAsync("alice", _chat, null, CancellationToken.None)).Should().ContainSingle().Subject;
        turn.Should().Be(new ChatTurn { RequestId = turn.RequestId, Question = "one", Answer = "Hi", Model = "small", AskedAt = scene.Time.GetUtcNow(), Usage = new TokenUsage(5, 7), CostUsd = 0.000075m });
        (await Chats(scene).ListAsync("alice", CancellationToken.None)).Should().ContainSingle(chat => chat.Id == _chat && chat.Title == "one" && chat.Turns == 1);
    }

    [Fact]
    public async Task A_turn_takes_the_place_of_an_earlier_one_and_of_all_that_came_after_it()
    {
        foreach (var (prompt, id, replaces) in new[] { ("one", "a", null), ("two", "b", null), ("three", "c", null), ("two again", "d", "b"), ("two once more", "e", "d") })
        {
            await AskAsync(Scene(), prompt, id, replaces);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        var scene = Scene();
        await AskAsync(scene, "four", "f");

        scene.Calls[^1].Request.Messages.Where(message => message.Role == ChatRole.User).Select(message => message.Content.OfType<TextPart>().Single().Text)
            .Should().Equal("one", "two once more", "four");
        (await Chats(scene).ReadAsync("alice", _chat, null, CancellationToken.None)).Select(turn => turn.RequestId).Should().Equal("a", "e", "f");
    }

    [Fact]
    public async Task A_turn_that_is_not_there_is_not_replaced_and_no_model_is_asked()
    {
        var scene = Scene();
        await AskAsync(scene, "one", "a", "nobody");

        scene.Calls.Should().BeEmpty();
        scene.Body.Should().Contain("\"code\":\"invalid_request\"").And.Contain("has no turn 'nobody' to replace");
    }

    [Fact]
    public async Task A_chat_has_the_name_that_its_owner_gave_it_and_nobody_else_names_it()
    {
        await AskAsync(Scene(), "one", "a");
        var chats = Chats(Scene());
        (await chats.RenameAsync("alice", _chat, "Better", CancellationToken.None)).Should().BeTrue();
        (await chats.RenameAsync("bob", _chat, "Mine", CancellationToken.None)).Should().BeFalse();
        await AskAsync(Scene(), "two", "b");

        (await chats.ListAsync("alice", CancellationToken.None)).Should().ContainSingle(chat => chat.Id == _chat).Which.Title.Should().Be("Better");
        (await chats.ListAsync("bob", CancellationToken.None)).Should().BeEmpty();
    }

    private Scene Scene()
    {
        var scene = new Scene { Records = table.Dynamo, Time = _time };
        scene.Document = scene.Document with
        {
            Models = [.. scene.Document.Models.Select(model => model with { MaxTokens = 100, Capabilities = new CapabilitiesDocument { ContextWindow = 1000 } })],
            History = new HistoryDocument { Table = RecordsTable.Name },
        };
        return scene;
    }

    private static ChatTable Chats(Scene scene) => new(scene.Records!, scene.Document.History!, scene.Time);

    private Task AskAsync(Scene scene, string prompt, string? id = null, string? replaces = null) =>
        scene.RunAsync($$"""{"prompt":"{{prompt}}","system":"Be kind.","chat_id":"{{_chat}}"{{(id is null ? "" : $",\"request_id\":\"{id}\"")}}{{(replaces is null ? "" : $",\"replaces\":\"{replaces}\"")}}}""", "/v1/prompt", caller: new CallerIdentity("alice"), requestId: Guid.NewGuid().ToString("N"));
}
