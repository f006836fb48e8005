namespace LlmGateway.Core.Answers.Import;

/// <summary>How the rows of a file are written.</summary>
internal enum ImportFormat
{
    JsonLines,
    JsonList,
    Csv,
}
