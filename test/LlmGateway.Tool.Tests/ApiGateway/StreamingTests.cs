using System.Diagnostics;
using System.Net;
using LlmGateway.Tool.Tests.Sample;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tool.Tests.ApiGateway;

/// <summary>Streamed answers on the wire, and what a client sees when one breaks.</summary>
public sealed class StreamingTests
{
    private const string ErrorEvent = "\n\ndata: {\"error\":{\"message\":\"The answer was broken off before it was complete.\",\"type\":\"api_error\",\"param\":null,\"code\":\"internal\"}}\n\n";

    [Fact]
    public async Task Each_piece_arrives_before_the_next_is_written()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("stream", """{"do":"stream-for-ever"}""");
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Headers.GetValues("x-own").Should().Equal("yes");
        response.Headers.TransferEncodingChunked.Should().BeTrue();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var i = 0; i < 3; i++)
        {
            (await reader.ReadLineAsync()).Should().Be("data: tick");
            (await reader.ReadLineAsync()).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task A_client_that_goes_away_cuts_the_function_off_and_leaves_the_process_usable()
    {
        await using var sample = await SampleRun.StartAsync();
        var process = sample.Run.HandlerProcessIds.Single();
        using (var response = await sample.OrderAsync("stream", """{"do":"stream-for-ever"}"""))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            await reader.ReadLineAsync();
        }
        await sample.Trace.SeenAsync("the client went away");
        await sample.Trace.SeenAsync("Function: the stream was cut");
        using var next = await sample.OrderAsync("stream", """{"do":"stream","parts":["data: 1\n\n"]}""");
        (await next.Content.ReadAsStringAsync()).Should().Be("data: 1\n\n");
        sample.Run.HandlerProcessIds.Should().Contain(process);
    }

    [Fact]
    public async Task A_process_that_dies_in_mid_answer_costs_that_answer_alone_and_its_client_sees_an_error_event()
    {
        await using var sample = await SampleRun.StartAsync();
        using var other = await sample.OrderAsync("stream", $$"""{"do":"stream","parts":["data: 1\n\n","data: 2\n\n"],"gate":"{{sample.Gate}}"}""");
        using var broken = await sample.OrderAsync("stream", $$"""{"do":"stream-then-die","part":"data: half\n","gate":"{{sample.Gate}}"}""");
        using var reader = new StreamReader(await broken.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().Be("data: half");
        sample.OpenGate();
        (await reader.ReadToEndAsync()).Should().Be(ErrorEvent);
        (await other.Content.ReadAsStringAsync()).Should().Be("data: 1\n\ndata: 2\n\n");
        using var next = await sample.OrderAsync("stream", """{"do":"stream","parts":["data: 1\n\n"]}""");
        (await next.Content.ReadAsStringAsync()).Should().Be("data: 1\n\n");
    }

    [Fact]
    public async Task A_killed_process_is_the_same()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("stream", """{"do":"stream-for-ever"}""");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync();
        using (var process = Process.GetProcessById(sample.Run.HandlerProcessIds.Single())) process.Kill();
        (await reader.ReadToEndAsync()).Should().EndWith(ErrorEvent);
    }

    [Fact]
    public async Task An_error_in_the_trailers_is_the_same()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("stream", """{"do":"stream-then-fail"}""");
        (await response.Content.ReadAsStringAsync()).Should().Be("data: 1\n\n" + ErrorEvent);
        await sample.Trace.SeenAsync("the stream broke: late");
    }

    [Fact]
    public async Task A_broken_answer_that_is_no_event_stream_is_cut()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("stream", $$$"""{"do":"stream-then-die","part":"{\"half\":\n","head":{"headers":{"Content-Type":"application/json"}},"gate":"{{{sample.Gate}}}"}""");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().Be("{\"half\":");
        sample.OpenGate();
        var read = () => reader.ReadToEndAsync();
        await read.Should().ThrowAsync<IOException>();
    }

    [Theory]
    [InlineData("""{"do":"die"}""")]
    [InlineData("""{"do":"fail"}""")]
    [InlineData("""{"do":"respond","response":{"statusCode":200}}""")]
    public async Task Before_the_first_byte_a_failure_is_a_502(string order)
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("stream", order);
        ((int)response.StatusCode).Should().Be(502);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"message":"Internal server error"}""");
    }

    [Fact]
    public async Task A_function_that_outlives_its_time_is_ended_and_its_client_sees_an_error_event()
    {
        await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Function")["Timeout"] = 1);
        using var response = await sample.OrderAsync("stream", """{"do":"stream-for-ever"}""");
        (await response.Content.ReadAsStringAsync()).Should().EndWith("\"code\":\"timeout\"}}\n\n");
        await sample.Trace.SeenAsync("Task timed out after 1.00 seconds");
    }

    [Fact]
    public async Task A_stream_that_is_idle_for_five_minutes_is_ended_and_its_client_sees_an_error_event()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await using var sample = await SampleRun.StartAsync(
            template => SampleAssembly.PropertiesOf(template, "Function")["Timeout"] = 4_000_000, options => options with { Time = time });
        using var response = await sample.OrderAsync("stream", $$"""{"do":"stream","parts":["data: 1\n\n","data: 2\n\n"],"gate":"{{sample.Gate}}"}""");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().Be("data: 1");
        var rest = reader.ReadToEndAsync();
        // The line may be here before the wait for the next byte begins, and only after that the clock counts.
        while (await Task.WhenAny(rest, Task.Delay(50)) != rest) time.Advance(TimeSpan.FromMinutes(5));
        (await rest).Should().EndWith("\"code\":\"timeout\"}}\n\n");
        await sample.Trace.SeenAsync("no byte came for too long");
    }

    [Fact]
    public async Task A_client_that_went_away_before_its_turn_costs_no_process()
    {
        await using var sample = await SampleRun.StartAsync(options: options => options with { Concurrency = 1 });
        var process = sample.Run.HandlerProcessIds.Single();
        using var first = await sample.OrderAsync("stream", $$"""{"do":"stream","parts":["data: 1\n\n","data: 2\n\n"],"gate":"{{sample.Gate}}"}""");
        using (var impatient = new CancellationTokenSource())
        {
            var second = sample.OrderAsync("echo", "{}", impatient.Token);
            await sample.Trace.SeenAsync("waits for a process of Function");
            await impatient.CancelAsync();
            var wait = () => second;
            await wait.Should().ThrowAsync<OperationCanceledException>();
        }
        sample.OpenGate();
        (await first.Content.ReadAsStringAsync()).Should().Be("data: 1\n\ndata: 2\n\n");
        using var third = await sample.OrderAsync("echo", "{}");
        third.StatusCode.Should().Be(HttpStatusCode.OK);
        sample.Run.HandlerProcessIds.Should().Equal(process);
    }
}
