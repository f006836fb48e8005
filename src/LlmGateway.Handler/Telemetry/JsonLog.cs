using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmGateway.Handler.Runtime;

namespace LlmGateway.Handler.Telemetry;

/// <summary>Writes JSON objects to standard output, each a line and each in one write, so that lines of parallel invocations stay whole.</summary>
internal sealed class JsonLog(Stream output, TimeProvider time, LogLevel least = LogLevel.Information) : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Log readers are no browsers: text may stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> line = new(1024);
    private readonly Utf8JsonWriter json = new(Stream.Null, Options);

    /// <summary>The level that Lambda's log controls ask for in <c>AWS_LAMBDA_LOG_LEVEL</c>.</summary>
    public static LogLevel LevelOf(string? name) => name?.ToUpperInvariant() switch
    {
        "TRACE" or "DEBUG" => LogLevel.Debug,
        "WARN" => LogLevel.Warning,
        "ERROR" or "FATAL" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    public DateTimeOffset Now => time.GetUtcNow();

    public bool Writes(LogLevel level) => level >= least;

    public void Write(LogLevel level, string message, Exception? exception = null) =>
        Write(level, message, exception, static (json, exception) => Describe(json, exception));

    public void Write(LogLevel level, string message, Invocation invocation, Exception? exception = null) =>
        Write(level, message, (invocation, exception), static (json, about) =>
        {
            json.WriteString("requestId"u8, about.invocation.Id);
            if (about.invocation.TraceId is { } trace) json.WriteString("traceId"u8, trace);
            Describe(json, about.exception);
        });

    /// <summary>Writes a log line: time, level, message and what <paramref name="fields"/> adds.</summary>
    public void Write<TState>(LogLevel level, string message, TState state, Action<Utf8JsonWriter, TState> fields)
    {
        if (!Writes(level)) return;
        WriteLine((this, level, message, state, fields), static (json, line) =>
        {
            json.WriteString("timestamp"u8, line.Item1.Now);
            json.WriteString("level"u8, NameOf(line.level));
            json.WriteString("message"u8, line.message);
            line.fields(json, line.state);
        });
    }

    /// <summary>Writes one object as a line.</summary>
    public void WriteLine<TState>(TState state, Action<Utf8JsonWriter, TState> members)
    {
        lock (gate)
        {
            line.ResetWrittenCount();
            json.Reset(line);
            json.WriteStartObject();
            members(json, state);
            json.WriteEndObject();
            json.Flush();
            line.GetSpan(1)[0] = (byte)'\n';
            line.Advance(1);
            output.Write(line.WrittenSpan);
        }
    }

    public void Dispose() => json.Dispose();

    internal static void Describe(Utf8JsonWriter json, Exception? exception)
    {
        if (exception is null) return;
        json.WriteString("errorType"u8, exception.GetType().FullName);
        json.WriteString("error"u8, exception.ToString());
    }

    internal static ReadOnlySpan<byte> NameOf(LogLevel level) => level switch
    {
        LogLevel.Debug => "DEBUG"u8,
        LogLevel.Information => "INFO"u8,
        LogLevel.Warning => "WARN"u8,
        _ => "ERROR"u8,
    };
}
