using LlmGateway.Core.Import;
using LlmGateway.Tool.Import;

namespace LlmGateway.Tool.Knowledge.Import;

/// <summary>Where knowledge goes, and how it is written there.</summary>
internal sealed record KnowledgePlace(IBatchStore Store, ImportTarget Into, Func<ImportFormat, string, IRowReader> Rows, IReadOnlyList<string?> Identity);
