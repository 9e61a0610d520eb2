namespace Martin.Hub.Tests.Support;

/// <summary>Tests that look at the memory of the whole process, in which no other may run meanwhile.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
