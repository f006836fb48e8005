using LlmGateway.Core.Import;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Tool.Import;

/// <summary>A bar with rate and remaining time, for people at a terminal.</summary>
internal sealed class BarProgress(IAnsiConsole console, TimeProvider time) : ImportProgress
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _drawing = Task.CompletedTask;
    private ProgressRate? _rate;
    private ProgressTask? _bar;
    private ImportCounts _counts;

    public override void Begin(long bytes, bool resumed)
    {
        _rate = new ProgressRate(bytes, time);
        var progress = console.Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TextColumn(() => _rate.Rate(_counts)), new TextColumn(() => $"{_rate.Left(_counts)} left"));
        _drawing = progress.StartAsync(context =>
        {
            _bar = context.AddTask(resumed ? "Going on" : "Importing");
            return _ended.Task;
        });
    }

    public override void Show(ImportCounts counts)
    {
        _counts = counts;
        if (_bar is not null) _bar.Value = _rate!.Percent(counts);
    }

    public override void End()
    {
        _ended.TrySetResult();
        _drawing.GetAwaiter().GetResult();
    }

    protected override void Note(string line) => console.WriteLine(line);

    private sealed class TextColumn(Func<string> text) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(text());
    }
}
