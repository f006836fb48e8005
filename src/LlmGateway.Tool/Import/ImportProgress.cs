using LlmGateway.Core.Import;
using Spectre.Console;

namespace LlmGateway.Tool.Import;

/// <summary>Shows a person how an import goes on. This one shows nothing.</summary>
internal class ImportProgress
{
    private const int MostTold = 5;

    private int _told;

    /// <summary>A bar on a terminal, plain lines elsewhere, neither for scripts.</summary>
    /// <param name="errors">Where it is shown: stdout is for the result.</param>
    /// <param name="quiet">Neither.</param>
    public static ImportProgress Choose(TextWriter errors, bool quiet) =>
        quiet ? new ImportProgress()
        : Console.IsErrorRedirected ? new LineProgress(errors, TimeProvider.System)
        : new BarProgress(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(errors) }), TimeProvider.System);

    public virtual void Begin(long bytes, bool resumed) { }

    public virtual void Show(ImportCounts counts) { }

    public virtual void End() { }

    /// <summary>The first few rows that are left out; the others are in the file.</summary>
    public void Tell(ImportReject reject)
    {
        var told = Interlocked.Increment(ref _told);
        if (told <= MostTold) Note(reject.ToString());
        else if (told == MostTold + 1) Note("… and more.");
    }

    public void TellOfCheckpoint(Checkpoint checkpoint)
    {
        if (checkpoint.IsWorth) Note($"What is done is noted in {checkpoint.Path}: the same command goes on from there.");
    }

    protected virtual void Note(string line) { }
}
