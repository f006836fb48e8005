namespace LlmGateway.Core.Import;

/// <summary>How the rows of a file are written.</summary>
internal enum ImportFormat
{
    JsonLines,
    JsonList,
    Csv,

    /// <summary>The whole file is one row.</summary>
    Document,
}
