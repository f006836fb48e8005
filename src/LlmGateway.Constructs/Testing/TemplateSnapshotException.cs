namespace LlmGateway.Constructs.Testing;

/// <summary>A template that is not the accepted one.</summary>
public sealed class TemplateSnapshotException : Exception
{
    internal TemplateSnapshotException(string message) : base(message)
    {
    }
}
