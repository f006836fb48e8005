namespace LlmGateway.Core.Telemetry;

/// <summary>Where the host puts logs and metrics. Called at the end of a request, from many at once.</summary>
public interface ITelemetrySink
{
    /// <summary>One request is settled.</summary>
    void Report(RequestReport report);

    /// <summary>Something broke that a client must not read about: logged whole.</summary>
    /// <param name="requestId">Of the request.</param>
    /// <param name="what">What was being done.</param>
    /// <param name="cause">The exception.</param>
    void Failure(string requestId, string what, Exception cause);
}
