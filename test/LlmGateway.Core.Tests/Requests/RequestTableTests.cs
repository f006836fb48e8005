using LlmGateway.Core.Conversation;
using LlmGateway.Core.Requests;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Core.Tests.Requests;

public sealed class RequestTableTests(RecordsTable table) : IClassFixture<RecordsTable>
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly RequestKey _key = new("alice", Guid.NewGuid().ToString("N"));

    private RequestTable Requests => new(table.Dynamo, RecordsTable.Name, _time);

    [Fact]
    public async Task A_message_is_taken_on_once_and_its_id_is_its_own()
    {
        (await BeginAsync("m1")).Should().Be(Beginning.Taken);
        (await BeginAsync("m1")).Should().Be(Beginning.Duplicate);
        (await BeginAsync("m2")).Should().Be(Beginning.Repeated);
        (await Requests.BeginAsync(_key, "m2", "c1", "chat", "another", CancellationToken.None)).Beginning.Should().Be(Beginning.InUse);
        (await Requests.BeginAsync(_key with { Subject = "bob" }, "m3", "c", "chat", "q", CancellationToken.None)).Beginning.Should().Be(Beginning.Taken, "bob's ids are not alice's");
    }

    [Fact]
    public async Task A_cancel_that_comes_first_counts_for_a_minute()
    {
        await Requests.CancelAsync(_key, CancellationToken.None);
        (await BeginAsync("m1")).Should().Be(Beginning.Cancelled);

        var later = _key with { RequestId = Guid.NewGuid().ToString("N") };
        await Requests.CancelAsync(later, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(2));
        (await Requests.BeginAsync(later, "m2", "c", "chat", "q", CancellationToken.None)).Beginning.Should().Be(Beginning.Taken);
    }

    [Fact]
    public async Task An_end_that_a_resume_overtook_is_refused_and_a_resume_after_the_end_too()
    {
        await BeginAsync("m1");
        (await Requests.RedirectAsync(_key, "c2", 4, CancellationToken.None)).Should().BeTrue();
        (await Requests.EndAsync(_key, resumes: 0, 9, "{}", CancellationToken.None)).Should().BeFalse();

        (await Requests.EndAsync(_key, resumes: 1, 9, "{}", CancellationToken.None)).Should().BeTrue();

        (await Requests.RedirectAsync(_key, "c3", 4, CancellationToken.None)).Should().BeFalse();
        (await Requests.EndAsync(_key, resumes: 1, 9, "{}", CancellationToken.None)).Should().BeFalse("it has ended");
        (await Requests.FindAsync(_key, CancellationToken.None)).Should().Match<RequestRecord>(record => record.ConnectionId == "c2" && record.AfterSeq == 4 && record.LastSeq == 9);
    }

    [Fact]
    public async Task A_resume_that_comes_first_has_the_frames()
    {
        (await Requests.ExpectAsync(_key, "c2", -1, CancellationToken.None)).Should().BeTrue();
        (await Requests.ExpectAsync(_key, "c3", -1, CancellationToken.None)).Should().BeTrue();

        var (beginning, record) = await Requests.BeginAsync(_key, "m1", "c1", "chat", "q", CancellationToken.None);

        (beginning, record!.ConnectionId, record.Resumes).Should().Be((Beginning.Taken, "c3", 2));
        (await Requests.ExpectAsync(_key, "c4", -1, CancellationToken.None)).Should().BeNull("it began");
        (await Requests.RedirectAsync(_key, "c4", -1, CancellationToken.None)).Should().BeTrue();
    }

    [Fact]
    public async Task What_is_on_its_way_for_longer_than_a_message_can_be_is_not_coming()
    {
        (await Requests.ExpectAsync(_key, "c2", -1, CancellationToken.None)).Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(9));
        (await Requests.ExpectAsync(_key, "c2", -1, CancellationToken.None)).Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));
        (await Requests.ExpectAsync(_key, "c2", -1, CancellationToken.None)).Should().BeFalse();

        // What was left by it is not another request's of the name.
        _time.Advance(TimeSpan.FromMinutes(70));
        var (_, record) = await Requests.BeginAsync(_key, "m1", "c1", "chat", "q", CancellationToken.None);
        (record!.ConnectionId, record.Resumes).Should().Be(("c1", 0));
        (await Requests.FindAsync(_key, CancellationToken.None)).Should().Match<RequestRecord>(found => found.ConnectionId == "c1" && found.Resumes == 0);
    }

    [Fact]
    public async Task A_request_whose_worker_never_began_ends_all_the_same()
    {
        (await Requests.EndAsync(_key, resumes: 0, 0, "{}", CancellationToken.None)).Should().BeTrue();

        (await Requests.FindAsync(_key, CancellationToken.None)).Should().Match<RequestRecord>(record => record.LastFrame == "{}" && record.LastSeq == 0);
        (await Requests.ExpectAsync(_key, "c", -1, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_cancel_says_whether_something_runs()
    {
        (await Requests.CancelAsync(_key, CancellationToken.None)).Should().BeFalse();
        var running = _key with { RequestId = Guid.NewGuid().ToString("N") };
        await Requests.BeginAsync(running, "m1", "c", "chat", "q", CancellationToken.None);
        (await Requests.CancelAsync(running, CancellationToken.None)).Should().BeTrue();
        await Requests.EndAsync(running, resumes: 0, 1, "{}", CancellationToken.None);
        (await Requests.CancelAsync(running, CancellationToken.None)).Should().BeFalse();
    }

    [Fact]
    public async Task After_an_hour_nothing_is_there_to_resume()
    {
        await BeginAsync("m1");
        _time.Advance(TimeSpan.FromMinutes(61));

        (await Requests.FindAsync(_key, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Frames_are_read_as_they_were_kept_also_where_they_are_kept_twice()
    {
        var log = new FrameLog(table.Dynamo, RecordsTable.Name, _time);
        var texts = Enumerable.Range(0, 100).Select(number => $"{number} {new string('x', 5000)}").ToList();

        await log.AppendAsync(_key, 0, texts[..60], CancellationToken.None);
        await log.AppendAsync(_key, 60, texts[60..], CancellationToken.None);
        await log.AppendAsync(_key, 60, texts[60..], CancellationToken.None);

        (await log.ReadAsync(_key, CancellationToken.None)).Should().Equal(texts);
    }

    [Fact]
    public async Task An_upload_is_read_when_it_is_complete_and_forgotten_after_an_hour()
    {
        var uploads = new UploadTable(table.Dynamo, RecordsTable.Name, _time);
        var id = Guid.NewGuid().ToString("N");
        (await uploads.AddAsync("alice", id, 1, 2, "world", CancellationToken.None)).Should().Be(1);
        var reading = () => uploads.ReadAsync("alice", id, CancellationToken.None);
        await reading.Should().ThrowAsync<GatewayException>().Where(refused => refused.Error.Message.Contains("1 of 2 parts"));
        var other = () => uploads.AddAsync("alice", id, 0, 3, "x", CancellationToken.None);
        await other.Should().ThrowAsync<GatewayException>().Where(refused => refused.Error.Message.Contains("another number of parts"));

        (await uploads.AddAsync("alice", id, 0, 2, "Hello ", CancellationToken.None)).Should().Be(2);
        (await uploads.ReadAsync("alice", id, CancellationToken.None)).Should().Be("Hello world");
        var stranger = () => uploads.ReadAsync("bob", id, CancellationToken.None);
        await stranger.Should().ThrowAsync<GatewayException>().Where(refused => refused.Error.Message.Contains("no upload"));

        _time.Advance(TimeSpan.FromMinutes(61));
        await reading.Should().ThrowAsync<GatewayException>().Where(refused => refused.Error.Message.Contains("no upload"));
    }

    private async Task<Beginning> BeginAsync(string owner) => (await Requests.BeginAsync(_key, owner, "c1", "chat", "q", CancellationToken.None)).Beginning;
}
