namespace LlmGateway.Handler.Telemetry;

/// <summary>Levels by Lambda's own names, so that its log controls apply.</summary>
internal enum LogLevel
{
    Debug,
    Information,
    Warning,
    Error,
}
