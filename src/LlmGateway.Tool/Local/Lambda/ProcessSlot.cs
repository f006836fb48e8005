using System.Threading.Channels;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LlmGateway.Tool.Local.Lambda;

/// <summary>One process of a function and the Runtime API that it polls, on a port of its own.</summary>
internal sealed class ProcessSlot
{
    private const string Prefix = "/2018-06-01/runtime/";
    private readonly FunctionPool _pool;
    private readonly TimeProvider _time;
    private readonly Channel<LambdaInvocation> _next = Channel.CreateBounded<LambdaInvocation>(1);
    private readonly TaskCompletionSource _firstPoll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LambdaInvocation? _current;

    public ProcessSlot(FunctionPool pool, int port, TimeProvider time) => (_pool, Port, _time) = (pool, port, time);

    public int Port { get; }

    /// <summary>Null until started.</summary>
    public HandlerProcess? Process { get; set; }

    /// <summary>The invocation that it works at, or will take next.</summary>
    public LambdaInvocation? Current => _current;

    /// <summary>Done when the process polled for the first time.</summary>
    public Task FirstPoll => _firstPoll.Task;

    /// <summary>What the process reported by <c>init/error</c>.</summary>
    public string? InitError { get; private set; }

    /// <summary>Gives it an invocation; only one that is idle or new takes any.</summary>
    public void Offer(LambdaInvocation invocation)
    {
        _current = invocation;
        if (!_next.Writer.TryWrite(invocation)) throw new InvalidOperationException("The process is busy.");
    }

    /// <summary>Serves the Runtime API.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var parts = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..].Split('/') : [];
        switch (http.Request.Method, parts)
        {
            case ("GET", ["invocation", "next"]):
                await NextAsync(http);
                break;
            case ("POST", ["invocation", var id, "response"]) when _current is { } answered && answered.RequestId == id:
                await new RuntimeApiResponse(answered).ReceiveAsync(http);
                break;
            case ("POST", ["invocation", var id, "error"]) when _current is { } failed && failed.RequestId == id:
                failed.Fail(await RuntimeApiError.ReadAsync(http.Request));
                failed.Finish();
                http.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case ("POST", ["init", "error"]):
                InitError = (await RuntimeApiError.ReadAsync(http.Request)).Message;
                http.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case ("POST", ["invocation", _, _]):
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                await http.Response.WriteAsync("""{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}""");
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private async Task NextAsync(HttpContext http)
    {
        var finished = _current;
        // The first poll may find its invocation waiting already; any later one means that the last is over.
        if (finished is { IsDelivered: true })
        {
            finished.Fail(new LambdaException("Runtime.NoResponse", $"RequestId: {finished.RequestId} Error: the function asked for the next invocation without an answer to this one"));
            _current = null;
            _pool.Release(this);
        }
        _firstPoll.TrySetResult();
        if (await TakeAsync(http.RequestAborted) is not { } invocation) return;
        // A dead process's connection may not have noticed yet: its event goes to another.
        if (Process is { HasExited: true }) return;
        invocation.IsDelivered = true;
        invocation.ProcessId = Process?.Id;
        var connection = http.Features.Get<IConnectionLifetimeFeature>();
        if (connection is not null) invocation.OnCancel(connection.Abort);
        var deadline = _time.GetUtcNow() + _pool.Function.Timeout;
        _pool.Watch(this, invocation);
        http.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        http.Response.Headers["Lambda-Runtime-Deadline-Ms"] = new StringValues(deadline.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        http.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = _pool.Function.Arn;
        http.Response.Headers["Lambda-Runtime-Trace-Id"] = $"Root=1-{deadline.ToUnixTimeSeconds():x8}-{invocation.RequestId.Replace("-", "", StringComparison.Ordinal)[..24]};Sampled=0";
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = invocation.Event.Length;
        await http.Response.Body.WriteAsync(invocation.Event, http.RequestAborted);
    }

    /// <summary>The next event whose caller still waits; null when the process ended or gave up while idle, which is noticed elsewhere.</summary>
    private async Task<LambdaInvocation?> TakeAsync(CancellationToken gone)
    {
        try
        {
            while (true)
            {
                var invocation = await _next.Reader.ReadAsync(gone);
                if (!invocation.IsCancelled) return invocation;
                _current = null;
                _pool.Release(this);
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
