using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlmGateway.Core.Tests.Answers;

namespace LlmGateway.Tool.Tests.Answers;

/// <summary>An import that is killed goes on where it was. <c>LLM_GATEWAY_KILLED_IMPORTS</c> kills so many; each of a hundred thousand rows.</summary>
public sealed class KilledImportTests : IAsyncLifetime
{
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("LLM_GATEWAY_KILLED_IMPORTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 0;

    private readonly AnswersCli _cli = new();

    public Task InitializeAsync() => _cli.InitializeAsync();

    public Task DisposeAsync() => _cli.DisposeAsync();

    [Fact]
    public async Task After_a_kill_at_any_moment_the_next_run_has_all_in_once()
    {
        var rows = Times > 0 ? 100_000 : 8_000;
        var file = _cli.Write("rows.jsonl", Rows(rows));
        var whole = await MeasureAsync(file);
        // Another moment each time, from the process's start to its end.
        var random = new Random(7);
        for (var round = 0; round < Math.Max(Times, 3); round++)
        {
            var there = await KillAsync(file, whole * random.NextDouble());
            var result = await _cli.JsonAsync(1, "import", file);

            result["rows"]!.GetValue<int>().Should().Be(rows + 2);
            result["rejected"]!.GetValue<int>().Should().Be(2);
            result["duplicates"]!.GetValue<int>().Should().Be(1);
            (result["written"]!.GetValue<int>() + result["skipped"]!.GetValue<int>()).Should().BeGreaterThanOrEqualTo(rows - 1);
            result["skipped"]!.GetValue<int>().Should().BeLessThanOrEqualTo(there, "what was not written before is written now");
            (await File.ReadAllLinesAsync(file + ".rejects.jsonl")).Should().HaveCount(2);
            File.Exists(file + ".checkpoint").Should().BeFalse();
            await CheckAllAsync(rows);
        }
    }

    private static string Rows(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            if (i == count / 3) text.Append("no row\n");
            if (i == count - 10) text.Append("{}\n");
            // The last row but one has the first one's key.
            text.Append(CultureInfo.InvariantCulture, $$"""{"pk":"{{(i == count - 2 ? 0 : i)}}","i":{{i}},"text":"{{new string('x', 200)}}"}""").Append('\n');
        }
        return text.ToString();
    }

    private async Task<TimeSpan> MeasureAsync(string file)
    {
        var started = Stopwatch.GetTimestamp();
        await _cli.JsonAsync(1, "import", file);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Starts an import into an empty table, and kills it after so long.</summary>
    /// <returns>How many items it left.</returns>
    private async Task<int> KillAsync(string file, TimeSpan after)
    {
        await _cli.Table.EmptyAsync();
        using var import = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "llm-gateway.dll"), "answers", "import", file, "--table", DynaliteTable.Name, "--endpoint-url", _cli.Table.Endpoint.ToString(), "--json" },
            Environment = { ["AWS_ACCESS_KEY_ID"] = "key", ["AWS_SECRET_ACCESS_KEY"] = "secret", ["AWS_REGION"] = "us-east-1" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        // Nothing is waited for here: the moment itself is what is tested.
        using var moment = new CancellationTokenSource(after);
        try
        {
            await import.WaitForExitAsync(moment.Token);
        }
        catch (OperationCanceledException)
        {
            import.Kill();
            await import.WaitForExitAsync();
        }
        // A run that came to its end left no checkpoint: the next one writes all again.
        return (await _cli.ItemsAsync()).Count;
    }

    private async Task CheckAllAsync(int rows)
    {
        var items = await _cli.ItemsAsync();
        items.Should().HaveCount(rows - 1);
        items["0"]["i"].N.Should().Be((rows - 2).ToString(CultureInfo.InvariantCulture), "of two rows with one key the last counts, whoever wrote the first");
        Enumerable.Range(1, rows - 1).Where(i => i != rows - 2).Should().OnlyContain(i => items.ContainsKey(i.ToString(CultureInfo.InvariantCulture)));
    }
}
