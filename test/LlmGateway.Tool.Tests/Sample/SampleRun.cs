using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;

namespace LlmGateway.Tool.Tests.Sample;

/// <summary>The sample stack, running.</summary>
internal sealed class SampleRun : IAsyncDisposable
{
    private readonly SampleAssembly _assembly;

    private SampleRun(SampleAssembly assembly, LocalRun run, RecordedTrace trace)
    {
        (_assembly, Run, Trace) = (assembly, run, trace);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = run.Apis[0].Url, Timeout = TimeSpan.FromSeconds(60) };
    }

    public LocalRun Run { get; }
    public RecordedTrace Trace { get; }
    public HttpClient Http { get; }

    public static async Task<SampleRun> StartAsync(Action<JsonObject>? change = null, Func<LocalRunOptions, LocalRunOptions>? options = null)
    {
        var assembly = new SampleAssembly(change);
        try
        {
            var trace = new RecordedTrace();
            var wanted = new LocalRunOptions { Source = assembly.Folder, Port = 0, Concurrency = 4, Trace = trace };
            return new SampleRun(assembly, await LocalRun.StartAsync(options?.Invoke(wanted) ?? wanted), trace);
        }
        catch
        {
            assembly.Dispose();
            throw;
        }
    }

    /// <summary>Path for an order's <c>gate</c>: the function goes on once <see cref="OpenGate"/> was called.</summary>
    public string Gate => Path.Combine(_assembly.Parent, "gate");

    public void OpenGate() => File.WriteAllText(Gate, "");

    /// <summary>Posts an order to the sample function.</summary>
    public async Task<HttpResponseMessage> OrderAsync(string path, string json, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Run.DisposeAsync();
        _assembly.Dispose();
    }
}

/// <summary>Keeps each line, and lets a test wait for one.</summary>
internal sealed class RecordedTrace : ILocalTrace
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public void Step(string requestId, string text) => Note(text);

    public void Note(string text)
    {
        _lines.Enqueue(text);
        foreach (var (part, done) in _awaited)
            if (text.Contains(part, StringComparison.Ordinal)) done.TrySetResult();
    }

    /// <summary>Done when a line with this text was written, before or after now.</summary>
    public Task SeenAsync(string part)
    {
        var done = _awaited.GetOrAdd(part, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.Any(line => line.Contains(part, StringComparison.Ordinal))) done.TrySetResult();
        return done.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
