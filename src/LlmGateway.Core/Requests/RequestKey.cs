namespace LlmGateway.Core.Requests;

/// <summary>A request as its caller names it. The subject is part of every key, so that nobody reaches another one's requests, frames or uploads.</summary>
/// <param name="Subject">Who asked.</param>
/// <param name="RequestId">The caller's id, or the gateway's.</param>
internal readonly record struct RequestKey(string Subject, string RequestId)
{
    public string Partition => $"request#{Escape(Subject)}#{RequestId}";

    /// <summary>No subject is read as another one's beginning.</summary>
    public static string Escape(string subject) => subject.Replace("%", "%25", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
}
